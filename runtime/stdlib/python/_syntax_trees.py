"""What `compile` makes of the tree of an expression: the code of its text. Positions are those of the text."""

import ast
import copy

CONSTANTS = (int, float, complex, str, bytes, bool, type(None), type(...))


class Names(ast.NodeTransformer):
    """Gives names that no text can have others."""

    def __init__(self):
        self.originals = {}

    def visit_Name(self, node):
        if node.id.isidentifier():
            return node
        name = f"_tierlens_name_{len(self.originals)}"
        self.originals[name] = node.id
        return ast.Name(name, node.ctx)

    def visit_Constant(self, node):
        if not isinstance(node.value, CONSTANTS):
            raise TypeError(f"got an invalid type in Constant: {type(node.value).__name__}")
        return node


def renamed(code, originals):
    names = tuple(originals.get(name, name) for name in code.co_names)
    constants = tuple(renamed(one, originals) if isinstance(one, type(code)) else one for one in code.co_consts)
    return code.replace(co_names=names, co_consts=constants)


def compile_expression(tree, filename, flags, optimize):
    names = Names()
    body = names.visit(copy.deepcopy(tree.body))
    code = compile(f"({ast.unparse(body)})", filename, "eval", flags, True, optimize)
    return renamed(code, names.originals) if names.originals else code
