"""Deterministic simulation: the real check and relay in a world that fails them, by a seed.

A seed gives a `story`; `play` tells it; `invariants` say what must hold after every step.

| module                | what it is                                                        |
|-----------------------|-------------------------------------------------------------------|
| `story`               | what happens when: issues, lies, starts of Lambdas, faults         |
| `teller`              | makes a story of a seed                                            |
| `publishers`, `pages` | what publishers truly say, and how their pages show or distort it  |
| `loop`                | simulated time, and processes that take turns in it                |
| `wire`                | every call to the outside, where faults happen                     |
| `dynamodb`, `s3`, `sns`, `stream`, `web` | the outside, in memory                          |
| `house`               | the project's own parts, wired as in the cloud                     |
| `notary`              | what was truly written, kept and accepted                          |
| `invariants`          | the promises, one function each                                    |
| `play`, `shrink`      | tells a story to its end; tells it shorter while it still fails    |
| `planted`             | mistakes on purpose: the simulation must find them                 |

`make simulate` runs ten thousand seeds, `make test` two hundred.
"""
