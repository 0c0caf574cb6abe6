REPORTS = ["one", "two"]
