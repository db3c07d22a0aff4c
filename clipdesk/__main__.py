"""`python -m clipdesk` is the command `clipdesk`."""

import sys

if getattr(sys, "frozen", False):  # packed as one file, which is started again for work aside
    from multiprocessing import freeze_support

    freeze_support()

from clipdesk.cli import main

main()
