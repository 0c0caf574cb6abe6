"""What is kept between runs, in `.freeloop_cache`: records of files by content, and the findings of whole programs.

A cache may be lost, torn, foreign or of another version at any time, and two runs may write it at once: then it is
made again, and no answer changes.
"""
