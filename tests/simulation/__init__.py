"""Deterministic simulation: run the real check and dispatcher against seeded failures.

A seed determines a `story`; `play` runs it; `invariants` must hold after every process.

| module                | content                                                           |
|-----------------------|-------------------------------------------------------------------|
| `story`               | the events: issues, distorted feeds, starts of Lambdas, faults     |
| `teller`              | generates the story of a seed                                      |
| `publishers`, `pages` | the true advice, and how pages show or distort it                  |
| `loop`                | simulated time, and processes that take turns in it                |
| `wire`                | every call to the outside, where faults are injected               |
| `dynamodb`, `s3`, `sns`, `stream`, `web` | the outside services, in memory                 |
| `house`               | the project's own parts, wired as in the cloud                     |
| `notary`              | the record of everything written, archived and accepted            |
| `invariants`          | the promises, one function each                                    |
| `play`, `shrink`      | run a story; shorten it while it still fails                       |
| `planted`             | deliberate bugs that the simulation must find                      |

`make simulate` runs ten thousand seeds, `make test` two hundred.
"""
