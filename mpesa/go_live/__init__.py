"""The ten scenarios of a go-live test, run on a whole system: web, clusters, Daraja, callbacks. They use what
everybody uses, and book what really happened; `manage.py go_live_report` prints their sheet.
"""
