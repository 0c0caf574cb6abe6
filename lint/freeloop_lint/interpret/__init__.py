"""Runs functions over abstract values: types of receivers, calls, and what each call does to its thread.

`machine` owns the state and the fixed point; `frame` is one activation; the result for one function is a `Summary`.
`syntax` walks the small form, `names` says what names, attributes and annotations mean, `calling` what calls reach
and do.
"""
