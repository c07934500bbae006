"""Trains XGBoost on the matrices of models.export with matched parameters and several seeds, and prints mean rank ICs of both.

Usage: compare-xgboost.py FOLDER SEEDS. Needs xgboost, pandas and numpy.

The difference is that of the mean over seeds. Its standard error over dates allows for outcomes that overlap: weights of
Newey and West (1987) over as many dates as a horizon lasts. That over seeds says how much of the difference is luck of the draw.
"""
import json
import math
import pathlib
import sys

import numpy as np
import pandas as pd
import xgboost as xgb


def rank_ics(scores, y, groups):
    """A rank IC for each day, NaN where there is none."""
    ics = np.full(len(groups) - 1, np.nan)
    for day, (start, end) in enumerate(zip(groups[:-1], groups[1:])):
        if end - start < 5:
            continue
        a = pd.Series(scores[start:end]).rank().to_numpy()
        b = pd.Series(y[start:end]).rank().to_numpy()
        if a.std() > 0 and b.std() > 0:
            ics[day] = np.corrcoef(a, b)[0, 1]
    return ics


def standard_error(values, lag):
    n = len(values)
    own = values - values.mean()
    variance = own @ own / n
    for step in range(1, min(lag, n - 1) + 1):
        variance += 2 * (1 - step / (lag + 1)) * (own[step:] @ own[:-step]) / n
    return math.sqrt(max(variance, 0) / n)


def ics_of_fold(folder, seeds):
    """The fold's meta, and rank ICs of ours and of XGBoost's, one row a seed and one column a day."""
    meta = json.loads((folder / "meta.json").read_text())
    width = len(meta["columns"])
    read = lambda name, kind="<f4": np.fromfile(folder / name, dtype=kind)
    y_train, y_test, groups = read("y-train.f32"), read("y-test.f32"), read("groups-test.i32", "<i4")
    names = ["scores-test.f32"] + [f"scores-test-{k}.f32" for k in range(1, seeds)]
    ours = [rank_ics(read(name), y_test, groups) for name in names]
    p = meta["params"]
    train = xgb.QuantileDMatrix(read("x-train.f32").reshape(-1, width), y_train, max_bin=p["maxBins"])
    test = xgb.DMatrix(read("x-test.f32").reshape(-1, width))
    theirs = []
    for k in range(seeds):
        params = dict(
            objective="reg:squarederror",
            eta=p["learningRate"],
            max_leaves=p["leaves"],
            max_depth=0,
            grow_policy="lossguide",
            tree_method="hist",
            max_bin=p["maxBins"],
            # the hessian of a squared error is 1 a row
            min_child_weight=p["minRowsPerLeaf"],
            reg_lambda=p["l2"],
            subsample=p["rowShare"],
            colsample_bytree=p["columnShare"],
            # what ours starts from; older releases start from 0.5
            base_score=float(y_train.mean()),
            seed=(meta["seed"] + k) % 2**31,
        )
        model = xgb.train(params, train, p["trees"])
        theirs.append(rank_ics(model.predict(test), y_test, groups))
    return meta, np.array(ours), np.array(theirs)


def main(root, seeds):
    folds = {}
    for path in sorted(pathlib.Path(root).glob("*/*/meta.json")):
        meta, ours, theirs = ics_of_fold(path.parent, seeds)
        folds.setdefault(meta["horizonDays"], []).append((meta, ours, theirs))
    for horizon, parts in sorted(folds.items()):
        ours, theirs = (np.concatenate([part[i] for part in parts], axis=1) for i in (1, 2))
        known = ~np.isnan(ours).any(axis=0) & ~np.isnan(theirs).any(axis=0)
        ours, theirs = ours[:, known], theirs[:, known]
        difference = theirs.mean(axis=0) - ours.mean(axis=0)
        lag = math.ceil(horizon / parts[0][0]["strideDays"])
        by_seed = [own.mean(axis=1) for own in (ours, theirs)]
        luck = math.sqrt(sum(own.var(ddof=1) for own in by_seed) / seeds) if seeds > 1 else math.nan
        print(
            f"{horizon} days: ours {ours.mean():.4f}, XGBoost {theirs.mean():.4f}, difference {difference.mean():+.4f}"
            f" ± {standard_error(difference, lag):.4f} over {len(difference)} dates of {len(parts)} folds,"
            f" ± {luck:.4f} over {seeds} seeds"
        )


main(sys.argv[1], int(sys.argv[2]))
