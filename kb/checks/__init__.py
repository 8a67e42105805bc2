"""What `kb check` looks for beyond what reading and rendering find: one module a family, composed by `kb.checking`."""
