"""Runs functions over abstract values: types of receivers, calls, and what each call does to its thread.

`machine` owns the state and the fixed point; `frame` is one activation; `statements` and `expressions` walk the
small form; `attributes`, `calls`, `outside`, `special` and `iteration` say what each means. The result for one
function is a `Summary`.
"""
