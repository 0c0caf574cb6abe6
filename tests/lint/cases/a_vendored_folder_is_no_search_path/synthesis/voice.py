import torch
from synthesis.vocoder.model import Vocoder


class Voice:
    def __init__(self):
        self.vocoder = Vocoder()

    def speak(self, text):
        with torch.no_grad():
            return self.vocoder(text)
