"""The tests: a package, since others call theirs so, too, and children of tests import this one."""
