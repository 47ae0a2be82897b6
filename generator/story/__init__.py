"""A story: its model, identity, dates, places, outlets and labels, and how its captures become one."""
