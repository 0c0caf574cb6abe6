import requests


def look(url):
    return requests.get(url)
