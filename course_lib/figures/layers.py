"""Columns for the nodes of a graph, so that all arrows point right and few of them cross.

A node stands one column right of its rightmost parent; an input, one column left of its
first use. An edge that crosses columns gets a place to pass through in each. In a column,
nodes are sorted by the mean height of their neighbours (Sugiyama, Tagawa & Toda, 1981).
"""


def arrange(nodes, edges):
    """Return (routes, columns, rows).

    routes : list of (edge, [(column, row), …]), one an edge, in the order of `edges`, rows
    counted up from the middle. columns, rows : how many there are.
    """
    column = _columns(nodes, edges)
    last = max(column.values(), default=0)
    grid = [[] for _ in range(last + 1)]          # what stands in each column, top to bottom
    for node in nodes:
        grid[column[id(node)]].append(id(node))
    chains = []                                   # each edge as its stops, one a column
    for k, (parent, node) in enumerate(edges):
        between = range(column[id(parent)] + 1, column[id(node)])
        for c in between:
            grid[c].append((k, c))
        chains.append([id(parent), *((k, c) for c in between), id(node)])
    links = {(a, b) for chain in chains for a, b in zip(chain, chain[1:], strict=False)}
    _untangle(grid, links)
    row = {stop: (len(stops) - 1) / 2 - k for stops in grid for k, stop in enumerate(stops)}
    where = {stop: c for c, stops in enumerate(grid) for stop in stops}
    routes = [(edge, [(where[stop], row[stop]) for stop in chain])
              for edge, chain in zip(edges, chains, strict=True)]
    return routes, last + 1, max(map(len, grid))


def _columns(nodes, edges):
    column = {id(node): 0 for node in nodes}
    for _ in nodes:                               # settles after as many rounds as it is deep
        before = dict(column)
        for parent, node in edges:
            column[id(node)] = max(column[id(node)], column[id(parent)] + 1)
        if column == before:
            break
    for node in nodes:
        uses = [column[id(user)] for parent, user in edges if parent is node]
        if not node.parents and uses:
            column[id(node)] = min(uses) - 1
    return column


def _untangle(grid, links):
    """Sort each column by its neighbours, to and fro, until it is quiet."""
    for sweep in range(8):
        rightwards = sweep % 2 == 0
        order = range(1, len(grid)) if rightwards else range(len(grid) - 2, -1, -1)
        for c in order:
            beside = grid[c - 1 if rightwards else c + 1]
            height = {stop: k - (len(beside) - 1) / 2 for k, stop in enumerate(beside)}

            def mean_height(stop, height=height, c=c):
                own = [height[a if b == stop else b] for a, b in links
                       if (b == stop and a in height) or (a == stop and b in height)]
                return sum(own) / len(own) if own else 0.0

            grid[c].sort(key=mean_height)
