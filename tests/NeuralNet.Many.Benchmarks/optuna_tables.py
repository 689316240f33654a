"""The best of 50 networks on three tables that Optuna's TPE finds, for 20 seeds; NeuralNet trains and scores them.

    apt-get install python3-optuna
    dotnet build -c Release tests/NeuralNet.Many.Benchmarks
    python3 optuna_tables.py bin/Release/net10.0/NeuralNet.Many.Benchmarks.dll
"""
import json
import statistics
import subprocess
import sys
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
scorer = subprocess.Popen(["dotnet", sys.argv[1], "answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def score(table, seed, trial):
    settings = {
        "rate": trial.suggest_float("rate", 1e-4, 1e-1, log=True),
        "units": trial.suggest_int("units", 2, 32, log=True),
        "penalty": trial.suggest_float("penalty", 1e-6, 1e-1, log=True),
        "batch": trial.suggest_int("batch", 4, 64, log=True),
        "activation": trial.suggest_categorical("activation", ["tanh", "relu"]),
    }
    scorer.stdin.write(f"{table} {seed} {trial.number} {json.dumps(settings)}\n")
    return float(scorer.stdout.readline())


for table in ["iris", "wine", "diabetes"]:
    values = []
    for seed in range(20):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(lambda trial: score(table, seed, trial), n_trials=50)
        values.append(study.best_value)
    print(f"{table:10} Optuna {optuna.__version__}, TPE: median {statistics.median(values):.4f}  deviation {statistics.pstdev(values):.4f}", flush=True)
scorer.stdin.close()
