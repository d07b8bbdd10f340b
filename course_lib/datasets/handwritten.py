"""Handwritten digits, 1,797 small images, with one stated split.

    x[n]   8 rows of 8 pixels, one after the other, from 0 (paper) to 1 (ink)
    y[n]   one-hot: y[n, d] = 1 where the image shows the digit d

An image was 32 x 32 dots of black or white; each pixel counts the black ones in a block of
4 x 4, so it is a whole number from 0 to 16, and we divide by 16.

Source: Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
Repository (1998), CC BY 4.0; data/README.md says how the file was made.
"""
from hashlib import sha256
from pathlib import Path

import numpy as np

from .record import Dataset

FILE = Path(__file__).parents[1] / "data" / "digits.npz"


def digits():
    """8 x 8 images of the digits 0-9.  x : (1797, 64)    y : (1797, 10)

    `data.train` has 1,077 rows, `data.validation` 360, `data.test` 360, each in the file's order;
    `data.x[n].reshape(8, 8)` is an image. The split is fixed by a rule without a choice in
    it: sort the images of each digit by the SHA-256 of their 64 pixel bytes, which is as
    good as shuffling; the first 36 are for the test, the next 36 for validation, the rest
    for training. So validation and test hold 36 images of each digit.

    UCI says that 13 writers made these images. The file does not say who wrote which, but its
    labels run 14 times through one list of about 130 digits, as if a form had been filled in
    14 times, and every run has images in all three parts. So the test asks about new images
    by known hands, not about an unknown hand, which is harder.
    """
    with np.load(FILE) as file:
        pixels, digit = file["pixels"], file["digit"]
    return Dataset(
        pixels / 16, np.eye(10)[digit], "digits",
        "Images of handwritten digits, 8 x 8 pixels from 0 (paper) to 1 (ink), by 13 writers. "
        "The target says which of the ten digits it is.",
        "Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning "
        "Repository (1998), doi:10.24432/C50P49, licence CC BY 4.0; its test file, as shipped by "
        "scikit-learn; here divided by 16",
        [f"ink in row {row}, column {column}" for row in range(8) for column in range(8)],
        [f"digit {d}" for d in range(10)], _split(pixels, digit))


def _split(pixels, digit, each=36):
    """Row numbers of the three parts, `each` images of each digit for test and validation."""
    shuffled = np.array(sorted(range(len(pixels)), key=lambda n: sha256(pixels[n]).digest()))
    own = [shuffled[digit[shuffled] == d] for d in range(10)]
    return {"train": np.sort(np.concatenate([rows[2 * each:] for rows in own])),
            "validation": np.sort(np.concatenate([rows[each:2 * each] for rows in own])),
            "test": np.sort(np.concatenate([rows[:each] for rows in own]))}
