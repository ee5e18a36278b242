from .shown import show
