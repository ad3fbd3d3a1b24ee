"""Deterministic simulation: run the real check and dispatcher against seeded failures.

A seed determines a `scenario`; `simulator` runs it; `invariants` must hold after every process.
Every tenth seed also has a `crisis`, in which two back ends contradict each other.

| module                | content                                                           |
|-----------------------|-------------------------------------------------------------------|
| `scenario`            | the events: issues, distorted feeds, starts of Lambdas, faults     |
| `generator`           | generates the scenario of a seed                                   |
| `faults`              | the kinds of fault, of distortion, and of job                      |
| `publishers`, `pages` | the true advice, and how pages show or distort it                  |
| `event_loop`          | simulated time, and processes that take turns in it                |
| `fault_injection`     | every call to a service, or a fault in its place                   |
| `dynamodb`, `dynamodb_api`, `s3`, `sns`, `web` | the services, in memory                   |
| `application`         | the project's own parts, assembled as in the cloud                 |
| `process_run`         | one process: its clients, its clock and its results                |
| `world`               | publishers, services and time of one scenario                      |
| `audit_log`           | the record of everything written, archived and accepted            |
| `invariants`          | the promises, one function each                                    |
| `simulator`, `result` | run a scenario; its first violation and its counts                 |
| `seed_runs`, `shrink` | run a seed; shorten a failing scenario                             |
| `planted_bugs`, `faulty_parts` | deliberate bugs that the simulation must find             |
| `crisis`              | long crises, their oracles and planted mistakes                   |

`make simulate` runs ten thousand seeds, `make test` two hundred.
"""
