from .deep.slow import slow as renamed
from .one import exported
