"""The lists of changes and the present state, for programs: Atom, JSON Feed, JSON, CSV and CAP."""
