import torch
from synthesis.vocoder.filters.torch.upsample import Upsample


class Vocoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.upsample = Upsample()

    def forward(self, text):
        return self.upsample(text)
