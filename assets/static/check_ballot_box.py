"""Recomputes Greenlit rounds from their ballot boxes: python3 check_ballot_box.py FILE... (standard library only)."""
import hashlib, json, sys
from collections import Counter
from math import isqrt
def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

def count(box, with_all):
    terms, slips, own = box["rules"]["scoring"], box["ballots"], {v["id"]: v["own"] for v in box["voters"]}
    w, k, least = terms["weight_percent"], terms["prior_ballots"], terms["scores_min"]
    sums, fates, gave = {d["id"]: (0,) * 6 for d in box["designs"]}, [], Counter(s["voter"] for s in slips)
    for s in slips:
        needed = min(terms["count_from"], (len(sums) - own[s["voter"]] + 1) // 2)
        fates.append("set_aside" if s["fate"] == "set_aside" and not with_all else
                     "design_gone" if s["design"] not in sums else
                     "not_yet_counted" if gave[s["voter"]] < needed else
                     "over_max" if s["number"] > terms["counted_max"] else "counted")
        if fates[-1] == "counted":
            last = s if with_all else s.get("counted_as", s)
            p, score = w * last["score"] + 5 * (100 - w) * last["would_buy"], last["score"]
            add = (1, p, p * p, int(last["would_buy"]), score, score * score)
            sums[s["design"]] = tuple(a + b for a, b in zip(sums[s["design"]], add))
    N, T, ballots, scores = sum(s[0] for s in sums.values()), sum(s[1] for s in sums.values()), len(slips), sum(s["score"] for s in slips)
    raw = lambda text: bytes.fromhex(text.replace("-", ""))
    seed, rows = b"greenlit lot 1" + raw(box["round"]) + ballots.to_bytes(8, "big") + scores.to_bytes(8, "big"), []
    for design, (n, P, Q, buys, s1, s2) in sums.items():
        rows.append({"design": design, "n": n, "points": P, "squares": Q, "would_buys": buys, "place": None,
                     "standing": 2000 * (P * N + k * T) // (N * (n + k)) if N * (n + k) else 0,
                     "half_width": isqrt(15366400 * (n * Q - P * P) // (n * (n - 1) * (n + k))) if n > 1 else None,
                     "polarisation": isqrt((n * s2 - s1 * s1) * 10**12 // (n * n)) if n else None,
                     "lot": hashlib.sha256(seed + raw(design)).hexdigest(),
                     "unranked": {"too_few_ballots": {"counted": n, "needed": least}} if n < least else None})
    rows.sort(key=lambda r: (r["unranked"] is not None, -r["standing"], -r["would_buys"], -r["n"], r["lot"], r["design"]))
    for place, row in enumerate((r for r in rows if not r["unranked"]), 1):
        row["place"] = place
    spread = sorted(r["polarisation"] for r in rows if not r["unranked"] and r["polarisation"] is not None)
    return fates, {"ballots_all": ballots, "scores_sum": scores, "ballots_counted": N, "points_counted": T, "standings": rows,
                   "polarisation_median": spread[(len(spread) - 1) // 2] if spread else None}

def check(path):
    file = json.load(open(path, encoding="utf-8"))
    box, slips, last = file["box"], file["box"]["ballots"], {}
    (fates, result), (_, with_all), voters = count(box, False), count(box, True), [v["id"] for v in box["voters"]]
    in_turn = [s["number"] == last.get(s["voter"], 0) + 1 and last.update({s["voter"]: s["number"]}) is None for s in slips]
    tests = {"format": box["format"] == "greenlit ballot box 1", "digest of the box": digest(box) == file["digest"],
             "digest of the rules": digest(box["rules"]) == box["rules_digest"], "numbers": all(in_turn),
             "scores": all(type(a["score"]) is int and 0 <= a["score"] <= 5 and type(a["would_buy"]) is bool for s in slips for a in (s, s.get("counted_as", s))),
             "one ballot for a design": len({(s["voter"], s["design"]) for s in slips}) == len(slips),
             "reasons": all(bool(s.get("reason", "").strip()) == ("reason" in s) == (s["fate"] == "set_aside" or "counted_as" in s) for s in slips),
             "voters": voters == sorted({s["voter"] for s in slips}), "fates": fates == [s["fate"] for s in slips],
             "designs": (ids := [d["id"] for d in box["designs"]]) == sorted(set(ids)),
             "result": result == box["result"], "result with all": with_all == box["result_with_all"]}
    wrong = ", ".join(name for name, agrees in tests.items() if not agrees)
    return print(path, file["digest"], wrong and "differs in " + wrong or "agrees") is None and not wrong

def agrees(path):
    try:
        return check(path)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError) as error:
        return print(path, "is no ballot box:", repr(error)) is not None

sys.exit(0 if all([agrees(path) for path in sys.argv[1:]]) and sys.argv[1:] else 1)
