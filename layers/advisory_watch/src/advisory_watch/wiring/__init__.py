"""The only place that builds clients and reads settings; nothing happens on import.

`settings` names every environment variable. `embedded` builds the laptop's objects, `cloud` those
for the Lambda functions; neither imports what only the other needs.
"""
