"""The newsletter's pages at the desk."""
