def match(subject):
    match subject:
        case 0 | -1 | 1.5 | 2 + 3j | -4 - 5j | "s" "t" | b"b":
            return 1
        case None | True:
            return 2
        case [a, b, *rest] if a > b:
            return rest
        case (first, *_, last):
            return first, last
        case [1, [2, x], *_]:
            return x
        case []:
            return 3
        case {"k": v, "n": {"m": w}, **others}:
            return v, w, others
        case {}:
            return 4
        case Point(x=0, y=y) | Point(y, x=1):
            return y
        case mod.Color.RED | mod.Color.BLUE as color:
            return color
        case Point(_, (p, q), z=[r]) as whole:
            return p, q, r, whole
        case [Point() as p1, _]:
            return p1
        case str() | int():
            pass
        case (a, b, c) | [c, b, a, _]:
            print(a, b, c)
        case _:
            return 5
    match subject, 1:
        case x, y: pass
    match (subject):
        case _ if subject: return 6
        case other: return other
    for i in subject:
        match i:
            case 1: continue
            case 2: break
