"""`python -m clipdesk` is the command `clipdesk`."""

from clipdesk.cli import main

main()
