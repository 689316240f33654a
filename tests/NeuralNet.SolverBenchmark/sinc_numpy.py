"""The run of `sinc-time` in numpy: Levenberg-Marquardt of a network 1-20-1 of tanh on sinc, 20,000 points, one thread.

    OPENBLAS_NUM_THREADS=1 python3 sinc_numpy.py 100
"""
import ctypes
import sys
import time

import numpy as np
from numpy.linalg import LinAlgError, cholesky, solve

UNITS = 20


def initial(rng):
    """Nguyen and Widrow's weights of the hidden layer, Glorot's of the last."""
    length = 0.7 * UNITS
    w = np.where(rng.uniform(-1, 1, UNITS) < 0, -length, length)
    b = length * np.linspace(-1, 1, UNITS) * np.sign(w)
    limit = np.sqrt(6 / (UNITS + 1))
    return np.concatenate([w, b, rng.uniform(-limit, limit, UNITS), [0.0]])


def outputs(p, x):
    h = np.tanh(np.outer(x, p[:UNITS]) + p[UNITS:2 * UNITS])
    return h, h @ p[2 * UNITS:3 * UNITS] + p[-1]


def train(x, t, p, steps):
    mu, accepted, n = 0.001, 0, len(x)
    jacobian = np.empty((n, 3 * UNITS + 1))
    h, y = outputs(p, x)
    error = np.mean((y - t) ** 2)
    while accepted < steps and mu <= 1e10:
        v = p[2 * UNITS:3 * UNITS]
        slope = (1 - h * h) * v
        np.multiply(slope, x[:, None], out=jacobian[:, :UNITS])
        jacobian[:, UNITS:2 * UNITS] = slope
        jacobian[:, 2 * UNITS:3 * UNITS] = h
        jacobian[:, -1] = 1
        curvature = 2 / n * (jacobian.T @ jacobian)
        gradient = 2 / n * (jacobian.T @ (y - t))
        while mu <= 1e10:
            damped = curvature.copy()
            damped.flat[::len(p) + 1] += mu
            try:
                lower = cholesky(damped)
                trial = p - solve(lower.T, solve(lower, gradient))
                trial_h, trial_y = outputs(trial, x)
                trial_error = np.mean((trial_y - t) ** 2)
                if trial_error < error:
                    p, h, y, error = trial, trial_h, trial_y, trial_error
                    mu = max(mu * 0.1, 1e-20)
                    accepted += 1
                    break
            except LinAlgError:
                pass
            mu *= 10
    return accepted, error


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    try:
        blas = ctypes.CDLL("libopenblas.so.0")
        blas.openblas_get_config.restype = ctypes.c_char_p
        print(blas.openblas_get_config().decode())
    except OSError:
        print("no libopenblas.so.0")
    x = np.linspace(-1, 1, 20_000)
    t = np.where(x == 0, 1, np.sin(10 * x) / (10 * np.where(x == 0, 1, x)))
    train(x, t, initial(np.random.default_rng(0)), 5)
    for _ in range(3):
        started = time.perf_counter()
        accepted, error = train(x, t, initial(np.random.default_rng(0)), steps)
        print(f"{accepted} accepted steps in {time.perf_counter() - started:.3f} s, mean squared error {error:.2E}")


main()
