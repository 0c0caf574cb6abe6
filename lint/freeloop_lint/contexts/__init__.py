"""Who runs on the loop and who does not.

`frameworks` says which calls hand a function to a framework and in what role (tables per framework in `tables`);
`onloop` follows the roles and the coroutines that they start, and lists what runs on the loop, with its context.
"""
