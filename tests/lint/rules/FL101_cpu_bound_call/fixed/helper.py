import numpy as np


def product(matrix):
    return np.matmul(matrix, matrix).shape
