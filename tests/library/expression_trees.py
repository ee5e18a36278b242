import ast


def evaluated(tree, **names):
    tree = ast.fix_missing_locations(ast.Expression(tree))
    return eval(compile(tree, "<tree>", "eval"), {"__builtins__": {}}, names)


name = lambda text: ast.Name(text, ast.Load())
print(evaluated(ast.BinOp(ast.Constant(6), ast.Mult(), ast.Constant(7))))
print(evaluated(ast.BoolOp(ast.Or(), [ast.Constant(False), ast.UnaryOp(ast.Not(), ast.Constant(0))])))
print(evaluated(ast.BoolOp(ast.And(), [name("$a b"), ast.Call(name("$f[1]"), [], [ast.keyword("x", ast.Constant("y"))])]),
                **{"$a b": 3, "$f[1]": lambda x: x * 2}))
print(evaluated(ast.Compare(ast.Constant(1), [ast.Lt(), ast.LtE()], [ast.Constant(2), ast.Constant(2)])))
print(evaluated(ast.IfExp(ast.Constant(None), ast.Constant(1.5), ast.Constant("no"))))
print(evaluated(ast.Lambda(ast.arguments([], [ast.arg("v")], None, [], [], None, []), name("?")), **{"?": 9}).__code__.co_names)
tree = ast.fix_missing_locations(ast.Expression(ast.Constant(1)))
print(compile(tree, "x", "eval", ast.PyCF_ONLY_AST) is tree)
try:
    evaluated(ast.Constant(object()))
except TypeError as error:
    print(error)
