"""How the course is made, checked and opened. `python3 -m tools` lists what it can do."""
