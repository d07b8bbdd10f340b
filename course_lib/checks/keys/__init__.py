"""The keys of the tasks, a module for each assignment."""
