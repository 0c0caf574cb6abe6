from .upsample import *
