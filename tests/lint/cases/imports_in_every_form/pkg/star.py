from .deep.more import *
