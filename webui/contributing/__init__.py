"""Contributing through the site: forms that end in a finished file, which the reader sends to the library themselves.

Nothing that is typed is stored here: all state is in the form.
"""
