"""Writes optuna.json: the best value after 50 trials of Optuna's TPE and random samplers, for 20 seeds.

    apt-get install python3-optuna
    python3 optuna_reference.py > optuna.json
"""
import json
import math
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def camel(trial):
    x, y = trial.suggest_float("x", -3, 3), trial.suggest_float("y", -2, 2)
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    return (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
     [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(c * math.exp(-sum(a * (v - p / 1e4) ** 2 for a, p, v in zip(row, places, x)))
                for c, row, places in zip([1, 1.2, 3, 3.2], A, P))


def best(function, sampler):
    study = optuna.create_study(sampler=sampler)
    study.optimize(function, n_trials=50)
    return study.best_value


result = {"optuna": optuna.__version__, "trials": 50}
for name, function in [("six-hump camel", camel), ("Branin", branin), ("Hartmann-6", hartmann)]:
    result[name] = {
        "tpe": [best(function, optuna.samplers.TPESampler(seed=seed)) for seed in range(20)],
        "random": [best(function, optuna.samplers.RandomSampler(seed=seed)) for seed in range(20)],
    }
print(json.dumps(result, indent=1))
