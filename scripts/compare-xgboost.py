"""Trains XGBoost on the matrices of models.export with matched parameters and prints both mean rank ICs. Needs xgboost, pandas."""
import json
import pathlib
import sys

import numpy as np
import pandas as pd
import xgboost as xgb


def rank_ics(scores, y, groups):
    ics = []
    for start, end in zip(groups[:-1], groups[1:]):
        if end - start < 5:
            continue
        a = pd.Series(scores[start:end]).rank().to_numpy()
        b = pd.Series(y[start:end]).rank().to_numpy()
        if a.std() > 0 and b.std() > 0:
            ics.append(float(np.corrcoef(a, b)[0, 1]))
    return ics


def main(root):
    results = {}
    for meta_path in sorted(pathlib.Path(root).glob("*/*/meta.json")):
        folder = meta_path.parent
        meta = json.loads(meta_path.read_text())
        width = len(meta["columns"])
        read = lambda name, kind="<f4": np.fromfile(folder / name, dtype=kind)
        x_train = read("x-train.f32").reshape(-1, width)
        x_test = read("x-test.f32").reshape(-1, width)
        y_train, y_test = read("y-train.f32"), read("y-test.f32")
        groups = read("groups-test.i32", "<i4")
        ours = rank_ics(read("scores-test.f32"), y_test, groups)
        p = meta["params"]
        model = xgb.XGBRegressor(
            n_estimators=p["trees"],
            learning_rate=p["learningRate"],
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
            random_state=meta["seed"] % 2**31,
            n_jobs=2,
        )
        model.fit(x_train, y_train)
        theirs = rank_ics(model.predict(x_test), y_test, groups)
        own = results.setdefault(meta["horizonDays"], ([], []))
        own[0].extend(ours)
        own[1].extend(theirs)
    for horizon in sorted(results):
        ours, theirs = (np.mean(ics) for ics in results[horizon])
        days = len(results[horizon][0])
        print(f"{horizon} days: ours {ours:.4f}, XGBoost {theirs:.4f}, difference {theirs - ours:+.4f}, {days} days")


main(sys.argv[1])
