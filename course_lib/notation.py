r"""Our letters beside those of another text: a notation is a language, and this is the dictionary.

    converter("Nielsen")     a table in Markdown: each quantity, our letter, Nielsen's
                             In a notebook: IPython.display.Markdown(converter("Nielsen"))

The tables in NOTATION.md are these, word for word. A dash: the text has no letter for it.
"not checked": the text itself was not at hand, and nothing is guessed.
"""
import re
from typing import NamedTuple


class Text(NamedTuple):
    """What it is, what to watch for, and a line `quantity   letter` for every quantity."""

    source: str
    caution: str
    lines: str

    @property
    def letters(self):
        """{quantity: letter}, in order."""
        return dict(re.split(r" {2,}", line.strip(), maxsplit=1)
                    for line in self.lines.strip().splitlines())


HERE = Text("This course.", "", r"""
    input                    $x = a^{(0)}$
    target                   $y$
    weight to j from i       $w^{(l)}_{ji}$
    shape of W               [out, in]
    bias                     $b^{(l)}_j$
    net input                $z^{(l)}_j$
    activation function      $\varphi$
    activity                 $a^{(l)}_j$
    error                    $E$
    delta                    $\delta^{(l)}_j = \partial E / \partial z^{(l)}_j$
    learning rate            $\eta$
    momentum                 $\alpha$
    weight decay             $\frac{1}{2} \mathrm{decay} \sum w^2$
    examples                 $N$
    the input is layer       0
    a batch, one example a   row
    squared error has ½      yes
    over the examples        mean
    """)

BOOKS = {
    "Nielsen": Text(
        "*Neural Networks and Deep Learning* (2015), chapters 1-3.",
        r"Layers are counted from the input, which is layer 1: $w^2$ there is $W^{(1)}$ here. Its delta "
        r"belongs to one example and is averaged later: $N$ times a row of ours. Its recursion: "
        r"$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$.", r"""
    input                    $x = a^1$
    target                   $y(x)$
    weight to j from i       $w^l_{jk}$, to j from k
    shape of W               [out, in]
    bias                     $b^l_j$
    net input                $z^l_j$, weighted input
    activation function      $\sigma$
    activity                 $a^l_j$
    error                    $C$, cost
    delta                    $\delta^l_j = \partial C / \partial z^l_j$, error
    learning rate            $\eta$
    momentum                 $\mu$
    weight decay             $\frac{\lambda}{2n} \sum w^2$
    examples                 $n$; $m$ in a mini-batch
    the input is layer       1
    a batch, one example a   column
    squared error has ½      yes
    over the examples        mean
    """),
    "CS231n": Text(
        "Stanford's course notes, as of April 2026.",
        r"`d` before a name means what it means here. $f$ is the activation function in one note, the "
        r"scores in another. The worked example has $W$ as [in, out], so there the recursion is "
        r"`dhidden = np.dot(dscores, W2.T)`, and then the slope.", r"""
    input                    `x`; `X` in a batch
    target                   $y_i$, `y`
    weight to j from i       `W1`, `W2`; no indices
    shape of W               [out, in] in `W1.dot(x)`; [in, out] in `X.dot(W)`
    bias                     `b1`, `b2`
    net input                `scores`, $f$, in the last layer
    activation function      $f$; $\sigma$
    activity                 `h1`, `hidden_layer`
    error                    $L$, loss
    delta                    `dscores`, `dhidden`
    learning rate            `learning_rate`, `step_size`
    momentum                 `mu`
    weight decay             $\frac{1}{2} \lambda \sum W^2$
    examples                 $N$, `num_examples`
    the input is layer       —
    a batch, one example a   row with `X.dot(W)`; column with `W1.dot(x)`
    squared error has ½      no
    over the examples        mean
    """),
    "d2l": Text(
        "*Dive into Deep Learning*, version of March 2024.",
        r"The section on backpropagation takes one example and no bias, with $W$ as [out, in]; the "
        r"section before it takes batches, with $W$ as [in, out]. Its velocity grows with the gradient "
        r"and without $\eta$: $v \leftarrow \beta v + g$, then $x \leftarrow x - \eta v$.", r"""
    input                    $\mathbf{x} = \mathbf{h}^{(0)}$; $\mathbf{X}$
    target                   $y$
    weight to j from i       $\mathbf{W}^{(l)}$; no indices
    shape of W               [out, in] for one; [in, out] for a batch
    bias                     $\mathbf{b}^{(l)}$
    net input                $\mathbf{z}$; $\mathbf{o}$ in the last layer
    activation function      $\phi$; $\sigma$
    activity                 $\mathbf{h}^{(l)}$
    error                    $L$, loss; $J = L + s$ with decay
    delta                    $\partial J / \partial \mathbf{z}$; no letter
    learning rate            $\eta$
    momentum                 $\beta$
    weight decay             $s = \frac{\lambda}{2} \sum w^2$
    examples                 $n$
    the input is layer       0
    a batch, one example a   row
    squared error has ½      yes
    over the examples        mean
    """),
    "Wikipedia": Text(
        "*Backpropagation*, July 2026; a semicolon parts its Overview from its Derivation.",
        r"The two sections turn the indices of $w$ round, and $y$ is the target in the first, the output "
        r"in the second. Its recursion: $\delta^{l-1} = (f^{l-1})' \circ (W^l)^T \delta^l$.", r"""
    input                    $x$; $x_k$
    target                   $y$; $t$
    weight to j from i       $w^l_{jk}$, to j from k; $w_{ij}$, **from i to j**
    shape of W               [out, in]; —
    bias                     a weight from a constant 1
    net input                $z^l$; $\mathrm{net}_j$
    activation function      $f^l$; $\varphi$
    activity                 $a^l_j$; $o_j$
    error                    $C$; $E$
    delta                    $\delta^l$; $\delta_j$
    learning rate            —; $\eta$
    momentum                 —
    weight decay             —
    examples                 $n$
    the input is layer       0; —
    a batch, one example a   —
    squared error has ½      yes, but not in its Intuition
    over the examples        mean
    """),
    "3Blue1Brown": Text(
        "*Neural networks* (2017), lessons 1-4 on its site.",
        r"No ½, so $\partial C_0 / \partial a = 2 (a - y)$: twice ours. Delta has no letter, the chain of "
        r"derivatives is written out each time. Units are counted from 0, as in code.", r"""
    input                    $a^{(0)}$
    target                   $y_j$
    weight to j from i       $w^{(L)}_{jk}$, to j from k
    shape of W               [out, in]
    bias                     $b^{(L)}_j$
    net input                $z^{(L)}_j$
    activation function      $\sigma$
    activity                 $a^{(L)}_j$
    error                    $C$, cost; $C_0$ of one
    delta                    —
    learning rate            $\eta$
    momentum                 —
    weight decay             —
    examples                 $n$
    the input is layer       0
    a batch, one example a   —
    squared error has ½      no
    over the examples        mean
    """),
    "1986 letter": Text(
        "Rumelhart, Hinton & Williams, *Nature* 323, 533-536, equations 1-9.",
        r"**$x$ is the net input and $y$ the output**, of every unit. The recursion is equation 7, "
        r"$\partial E / \partial y_i = \sum_j \partial E / \partial x_j \cdot w_{ji}$, then equation 5.", r"""
    input                    $y_i$ of an input unit
    target                   $d_j$
    weight to j from i       $w_{ji}$
    shape of W               —
    bias                     a weight from a constant 1
    net input                $x_j$, total input
    activation function      —
    activity                 $y_j$, output
    error                    $E$
    delta                    $\partial E / \partial x_j$; no letter
    learning rate            $\varepsilon$
    momentum                 $\alpha$
    weight decay             0.2 % off after each change
    examples                 —
    the input is layer       —
    a batch, one example a   —
    squared error has ½      yes
    over the examples        sum
    """),
    "1986 chapter": Text(
        "Rumelhart, Hinton & Williams, chapter 8 of *Parallel Distributed Processing*; read in retellings, "
        "not in the book.",
        r"**Its delta has the opposite sign**, so that weights move along it: "
        r"$\Delta_p w_{ji} = + \eta \delta_{pj} o_{pi}$. The recursion keeps its form: "
        r"$\delta_{pj} = f'_j(net_{pj}) \sum_k \delta_{pk} w_{kj}$.", r"""
    input                    $i_{pi}$
    target                   $t_{pj}$
    weight to j from i       $w_{ji}$
    shape of W               not checked
    bias                     not checked
    net input                $net_{pj}$
    activation function      $f_j$
    activity                 $o_{pj}$
    error                    $E_p$ of pattern p
    delta                    $\delta_{pj} = -\partial E_p / \partial net_{pj}$
    learning rate            $\eta$
    momentum                 $\alpha$
    weight decay             not checked
    examples                 not checked
    the input is layer       not checked
    a batch, one example a   not checked
    squared error has ½      yes
    over the examples        not checked
    """),
}


def converter(*books):
    """A Markdown table of our letters and those of these books (all, if none is named), and notes.

    Raises ValueError for a book that is not in BOOKS.
    """
    for book in books:
        if book not in BOOKS:
            raise ValueError(f"{book!r} is not among the texts: choose from {', '.join(BOOKS)}.")
    books = books or tuple(BOOKS)
    columns = [HERE.letters, *(BOOKS[book].letters for book in books)]
    rows = [["", "here", *books], ["---"] * (len(books) + 2),
            *([quantity, *(letters[quantity] for letters in columns)] for quantity in HERE.letters)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    notes = "\n".join(f"- **{book}**: {BOOKS[book].source} {BOOKS[book].caution}" for book in books)
    return f"{table}\n\n{notes}\n"
