"""Crises as two alternating back ends show them, and a program that polls them.

The world knows every issue, when each was first shown whole, and which copies are old. So the
`oracles` know by construction what is reported late, falsely or twice.

| module                         | content                                                     |
|--------------------------------|-------------------------------------------------------------|
| `scenario`                     | the events of a crisis: issues, odd copies, faults          |
| `modes`, `generator`           | the story of each mode; the crisis of a seed                |
| `issues`                       | the true issues of a destination, and their words           |
| `copies`, `feed`               | what a back end shows of a destination; its whole page      |
| `world`                        | the publisher: destinations, back ends and faults           |
| `watch`                        | the program under test, and one check of it                 |
| `chronicle`, `telling`         | what was shown, recorded and reported                       |
| `oracles`, `counts`            | the promises, one function each; numbers                    |
| `simulator`                    | runs a crisis                                               |
| `extremes`, `planted_mistakes` | programs that must fail                                     |
"""
