"""Changes and present state for programs: Atom, JSON Feed, JSON, CSV and CAP."""
