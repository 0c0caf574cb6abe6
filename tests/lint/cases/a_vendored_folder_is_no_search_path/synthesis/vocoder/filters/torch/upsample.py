import torch


class Upsample(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Conv1d(8, 8, 3)

    def forward(self, x):
        return self.layer(x)
