"""Joins facts into one program: whose name is it, what type has the receiver, what does the call reach.

`modules` resolves imports to files, `project` holds all facts and loads what imports reach, `values` are the
abstract values that stand for what a name may hold. The rest is one abstract interpreter, `machine` at its
head: each function is run once per kind of arguments, forward, over these values, and leaves a `Summary`.
An unresolved name is the empty value, and silence.
"""
