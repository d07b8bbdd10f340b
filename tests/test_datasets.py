"""Datasets: what is in them is what they say, and nobody can change it by accident."""
import ast
import dataclasses
import hashlib
import importlib.util
import pathlib
import re
import time

import numpy as np
import pytest

from course_lib import datasets
from course_lib.datasets import Dataset, family, handwritten


def make(seed=0):
    """Every dataset once, small where its size is free."""
    rng = np.random.default_rng(seed)
    return [datasets.xor(), datasets.parity(), datasets.symmetry(), datasets.encoder(),
            datasets.family_trees(), datasets.moons(30, 0.1, rng), datasets.spirals(30, 0.02, rng),
            datasets.digits(), datasets.gas_burner(30, rng)]


ALL = make()
each = pytest.mark.parametrize("data", ALL, ids=lambda data: data.name)


def table(**changes):
    """A sound little Dataset's fields, some of them changed."""
    fields = {"x": np.arange(6.0).reshape(3, 2), "y": np.eye(3), "name": "little",
              "description": "Three.", "source": "made here",
              "input_names": ["a", "b"], "output_names": ["p", "q", "r"]}
    return Dataset(**(fields | changes))


# the record

@each
def test_every_dataset_says_what_it_is(data):
    assert data.x.dtype == data.y.dtype == np.float64
    assert data.x.shape == (len(data), len(data.input_names))
    assert data.y.shape == (len(data), len(data.output_names))
    assert data.name and data.description.endswith(".") and len(data.description) > 60
    assert len(data.source) > 30
    assert len(set(data.input_names)) == len(data.input_names)
    assert len(set(data.output_names)) == len(data.output_names)
    assert len(repr(data)) < 100 and data.name in repr(data)


@each
def test_nobody_changes_a_dataset_by_accident(data):
    for array in (data.x, data.y, data.rows([0]).x, data.rows(slice(2)).y):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 7
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.x = data.x + 1


def test_a_dataset_keeps_its_own_copy():
    x = np.ones((3, 2))
    data = table(x=x)
    x[0, 0] = 7
    assert data.x[0, 0] == 1 and x.flags.writeable


def test_rows_takes_slices_lists_masks_and_single_rows():
    data = table()
    for index in ([2, 0], np.array([2, 0]), slice(None, None, -2)):
        part = data.rows(index, name="two rows")
        np.testing.assert_array_equal(part.x, data.x[[2, 0]])
        np.testing.assert_array_equal(part.y, data.y[[2, 0]])
    assert part.name == "two rows" and part.input_names == data.input_names
    np.testing.assert_array_equal(data.rows(data.x[:, 0] > 1).y, data.y[1:])
    assert len(data.rows(-1)) == 1


def test_parts_are_datasets():
    data = table(parts={"train": [0, 2], "test": [1]})
    assert data.train.name == "little, train" and data.train is data.train
    np.testing.assert_array_equal(data.train.x, data.x[[0, 2]])
    np.testing.assert_array_equal(data.test.y, data.y[[1]])
    assert repr(data) == "Dataset('little', x (3, 2), y (3, 3), train 2, test 1)"
    with pytest.raises(AttributeError, match="no stated validation part"):
        _ = data.validation


def test_labels_are_classes_or_an_error():
    np.testing.assert_array_equal(table().labels, [0, 1, 2])
    np.testing.assert_array_equal(datasets.parity(2).labels, [0, 1, 1, 0])
    assert table().labels.dtype.kind == "i"
    for y in (np.full((3, 3), 1 / 3), np.ones((3, 3)), np.array([[0.2], [0.8], [0.2]])):
        with pytest.raises(ValueError, match="no classes"):
            _ = table(y=y, output_names=["o"] * y.shape[1]).labels


NAN = np.array([[0.0, 1], [2, np.nan], [4, 5]])

@pytest.mark.parametrize("changes, error, says", [
    ({"x": [[0.0, 1]]}, TypeError, "x is a list: give a NumPy array"),
    ({"x": np.arange(6).reshape(3, 2)}, TypeError, r"x holds int64 .* x.astype\(float\)"),
    ({"y": np.eye(3, dtype=bool)}, TypeError, "y holds bool"),
    ({"x": np.ones((3, 2), complex)}, TypeError, "complex128: give float64"),
    ({"x": np.ones((3, 2), object)}, TypeError, "object"),
    ({"x": np.ones((3, 2), np.float32)}, TypeError, "x is float32, but y is float64"),
    ({"x": np.ones(3)}, ValueError, r"x has shape \(3,\).*reshape"),
    ({"y": np.ones((3, 3, 1))}, ValueError, "two dimensions"),
    ({"x": np.ones((0, 2))}, ValueError, "at least one row"),
    ({"y": np.ones((3, 0))}, ValueError, "at least one row and one column"),
    ({"x": np.ones((4, 2))}, ValueError, "x has 4 rows, but y has 3"),
    ({"x": NAN}, ValueError, r"x\[1, 1\] is nan"),
    ({"y": np.full((3, 3), -np.inf)}, ValueError, r"y\[0, 0\] is -inf"),
    ({"input_names": ["a"]}, ValueError, "x has 2 columns, but input_names has 1 names"),
    ({"output_names": ["a", "b"]}, ValueError, "y has 3 columns, but output_names has 2 names"),
    ({"input_names": "ab"}, TypeError, "list of words"),
    ({"input_names": [1, 2]}, TypeError, "list of words"),
    ({"name": " "}, ValueError, "name is ' '"),
    ({"source": None}, ValueError, "source is None"),
    ({"parts": {"training": [0]}}, ValueError, "train, validation, test"),
    ({"parts": {"train": [0, 3]}}, ValueError, "from 0 to 2"),
    ({"parts": {"train": [0.0]}}, TypeError, "row numbers"),
    ({"parts": {"train": [0, 1], "test": [1]}}, ValueError, "row 1 twice"),
])
def test_the_door_says_what_is_wrong(changes, error, says):
    with pytest.raises(error, match=says):
        table(**changes)


@pytest.mark.parametrize("wrong", [
    lambda: table().rows([3]), lambda: table().rows([True, False]), lambda: table().rows([0.5])])
def test_rows_that_are_not_there(wrong):
    with pytest.raises(IndexError, match="'little' has 3 rows: give row numbers from 0 to 2"):
        wrong()


rng = np.random.default_rng(0)

@pytest.mark.parametrize("wrong, error, says", [
    (lambda: datasets.parity(4.0), TypeError, "bits is 4.0: give a whole number"),
    (lambda: datasets.parity(True), TypeError, "bits is True"),
    (lambda: datasets.symmetry(1), ValueError, "from 2 to 16"),
    (lambda: datasets.encoder(1), ValueError, "n is 1"),
    (lambda: datasets.moons(1, 0.1, rng), ValueError, "n is 1"),
    (lambda: datasets.moons(10, -0.1, rng), ValueError, "noise is -0.1"),
    (lambda: datasets.moons(10, "0.1", rng), TypeError, "noise is '0.1'"),
    (lambda: datasets.moons(10, 0.1, 0), TypeError, r"rng is 0.*default_rng\(0\)"),
    (lambda: datasets.spirals(10, 0.1, rng, turns=np.nan), ValueError, "turns is nan"),
    (lambda: datasets.gas_burner(10, np.random), TypeError, "default_rng"),
    (lambda: datasets.gas_burner_formula(np.ones((3, 4))), ValueError, "5 inputs"),
    (lambda: datasets.gas_burner_formula(1.0), ValueError, "5 inputs"),
    (lambda: datasets.family_trees(0.8), ValueError, "give two numbers"),
    (lambda: datasets.family_trees((0.8, 0.2)), ValueError, "wrong person first"),
    (lambda: datasets.standardise(np.arange(6).reshape(3, 2)), TypeError, "astype"),
])
def test_the_constructors_say_what_is_wrong(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# bits

def holds_every_string_once(data, bits):
    strings = {tuple(row) for row in data.x}
    return len(data) == len(strings) == 2**bits and set(data.x.ravel()) == {0, 1}


def test_xor_is_parity_of_two_bits():
    data = datasets.xor()
    np.testing.assert_array_equal(np.hstack([data.x, data.y]),
                                  [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
    np.testing.assert_array_equal(data.y, datasets.parity(2).y)


@pytest.mark.parametrize("bits", [2, 3, 4, 6])
def test_parity_changes_with_every_bit(bits):
    def check(x, y):
        answer = {tuple(row): target for row, target in zip(x, y[:, 0], strict=True)}
        assert answer[(0,) * bits] == 0
        for string, target in answer.items():
            for i in range(bits):
                flipped = string[:i] + (1 - string[i],) + string[i + 1:]
                assert answer[flipped] == 1 - target

    data = datasets.parity(bits)
    assert holds_every_string_once(data, bits)
    check(data.x, data.y)
    with pytest.raises(AssertionError):  # "an even number" is another function
        check(data.x, 1 - data.y)


@pytest.mark.parametrize("bits, mirrored", [(2, 2), (5, 8), (6, 8)])
def test_symmetry_is_the_mirror_image(bits, mirrored):
    def check(data):
        for row, (target,) in zip(data.x, data.y, strict=True):
            assert target == (list(row) == list(row)[::-1])

    data = datasets.symmetry(bits)
    assert holds_every_string_once(data, bits) and data.y.sum() == mirrored
    check(data)
    with pytest.raises(AssertionError):
        check(dataclasses.replace(data, y=data.y[::-1] * (data.x[:, :1] == 0)))


def test_encoder_repeats_its_input():
    data = datasets.encoder(5)
    np.testing.assert_array_equal(data.x, np.eye(5))
    np.testing.assert_array_equal(data.labels, range(5))


# family trees

def facts(text):
    """{(person, relation): set of persons} from lines like "uncle Colin: Arthur Charles"."""
    split = (line.split(": ") for line in text.strip().splitlines())
    return {tuple(question.split()[::-1]): set(right.split()) for question, right in split}


# read off the two trees by hand, not derived
SOME_FACTS = facts("""
father Arthur: Christopher
mother James: Christine
mother Alfonso: Lucia
father Lucia: Roberto
mother Marco: Francesca
husband Gina: Emilio
wife Tomaso: Angela
husband Maria: Roberto
wife Charles: Jennifer
son Lucia: Alfonso
daughter Pierro: Angela
uncle Colin: Arthur Charles
aunt Colin: Margaret Jennifer
uncle Sophia: Emilio Tomaso
aunt Sophia: Gina Angela
brother Jennifer: James
sister Emilio: Lucia
sister Alfonso: Sophia
nephew Margaret: Colin
niece Tomaso: Sophia
""")


def test_family_triples_are_the_104_of_1986():
    triples = datasets.family_triples()
    assert len(triples) == 104 and len({question[:2] for question in triples}) == 104
    assert sum(len(right) for *_, right in triples) == 112
    assert len(family.PERSONS) == 24 and len(family.RELATIONS) == 12
    counts = {r: sum(relation == r for _, relation, _ in triples) for r in family.RELATIONS}
    assert counts == {"father": 12, "mother": 12, "husband": 10, "wife": 10,
                      "son": 12, "daughter": 12, "uncle": 4, "aunt": 4,
                      "brother": 6, "sister": 6, "nephew": 8, "niece": 8}
    answers = {(person, relation): set(right) for person, relation, right in triples}
    assert answers.items() >= SOME_FACTS.items()
    assert ("Christopher", "father") not in answers and ("Colin", "wife") not in answers


def test_without_in_laws_the_count_is_another(monkeypatch):
    monkeypatch.setattr(family, "_spouse", lambda person: set())
    assert len(datasets.family_triples()) != 104


def test_relations_have_their_inverses():
    def check(triples):
        facts = {(a, relation, b) for a, relation, right in triples for b in right}
        inverse = {"father": ("son", "daughter"), "mother": ("son", "daughter"),
                   "husband": ("wife",), "wife": ("husband",),
                   "son": ("father", "mother"), "daughter": ("father", "mother"),
                   "uncle": ("nephew", "niece"), "aunt": ("nephew", "niece"),
                   "brother": ("brother", "sister"), "sister": ("brother", "sister"),
                   "nephew": ("uncle", "aunt"), "niece": ("uncle", "aunt")}
        for a, relation, b in facts:
            assert sum((b, back, a) in facts for back in inverse[relation]) == 1

    triples = datasets.family_triples()
    check(triples)
    with pytest.raises(AssertionError):
        check(triples[1:])


def test_the_two_trees_are_isomorphic():
    def check(triples):
        english, italian = set(triples[:52]), set(triples[52:])
        called = dict(zip(family.ENGLISH, family.ITALIAN, strict=True))
        translated = {(called[person], relation, tuple(called[one] for one in right))
                      for person, relation, right in english}
        assert translated == italian

    triples = datasets.family_triples()
    check(triples)
    with pytest.raises(AssertionError):
        check([*triples[:-1], ("Sophia", "aunt", ("Gina",))])


def test_family_rows_say_what_the_triples_say():
    def check(data):
        for row, (person, relation, right) in enumerate(datasets.family_triples()):
            on = [data.input_names[i] for i in np.flatnonzero(data.x[row])]
            assert on == [person, relation]
            assert {data.output_names[i] for i in np.flatnonzero(data.y[row])} == set(right)

    data = datasets.family_trees()
    check(data)
    with pytest.raises(AssertionError):
        check(dataclasses.replace(data, y=data.y[:, ::-1]))
    soft = datasets.family_trees(targets=(0.2, 0.8))
    np.testing.assert_allclose(soft.y, 0.2 + 0.6 * data.y)
    np.testing.assert_array_equal(soft.x, data.x)


# points in the plane

def test_moons_lie_on_two_half_circles():
    def check(data):
        upper, lower = data.x[data.labels == 0], data.x[data.labels == 1]
        np.testing.assert_allclose(np.hypot(*upper.T), 1)
        np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
        assert (upper[:, 1] >= 0).all() and (lower[:, 1] <= 0.5).all()

    check(datasets.moons(41, 0, np.random.default_rng(1)))
    with pytest.raises(AssertionError):
        check(datasets.moons(41, 0.01, np.random.default_rng(1)))


def test_spirals_are_half_a_turn_apart():
    def check(data, turns):
        r, angle = np.hypot(*data.x.T), np.arctan2(data.x[:, 1], data.x[:, 0])
        off = angle - 2 * np.pi * turns * r - np.pi * data.labels
        np.testing.assert_allclose(np.exp(1j * off), 1, atol=1e-12)
        assert r.min() >= 0.1 and r.max() <= 1

    check(datasets.spirals(41, 0, np.random.default_rng(1)), 1.5)
    check(datasets.spirals(41, 0, np.random.default_rng(1), turns=3), 3)
    with pytest.raises(AssertionError):
        check(datasets.spirals(41, 0, np.random.default_rng(1)), 3)


@pytest.mark.parametrize("make_points", [datasets.moons, datasets.spirals])
def test_noise_is_a_standard_deviation_and_classes_alternate(make_points):
    quiet = make_points(4000, 0, np.random.default_rng(2))
    noisy = make_points(4000, 0.3, np.random.default_rng(2))
    assert (noisy.x - quiet.x).std() == pytest.approx(0.3, rel=0.03)
    np.testing.assert_array_equal(noisy.labels, np.arange(4000) % 2)


def test_the_same_rng_gives_the_same_data():
    for first, again, other in zip(make(5), make(5), make(6), strict=True):
        np.testing.assert_array_equal(first.x, again.x)
        np.testing.assert_array_equal(first.y, again.y)
        random = first.name in ("moons", "spirals", "gas burner")
        assert np.array_equal(first.x, other.x) != random


# digits

DIGITS = datasets.digits()


def test_digits_are_the_1797_of_uci():
    assert np.bincount(DIGITS.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert DIGITS.x.min() == 0 and DIGITS.x.max() == 1
    np.testing.assert_array_equal(DIGITS.x * 16, np.round(DIGITS.x * 16))
    assert (DIGITS.y.sum(axis=1) == 1).all()
    pixels = (DIGITS.x * 16).astype(np.uint8)
    assert hashlib.sha256(pixels).hexdigest()[:16] == "8f26b2bd9d135c25"
    assert hashlib.sha256(DIGITS.labels.astype(np.uint8)).hexdigest()[:16] == "8ba4f891220f5e4c"
    pixels[0, 0] += 1  # one grain of ink is noticed
    assert hashlib.sha256(pixels).hexdigest()[:16] != "8f26b2bd9d135c25"


def test_the_first_image_is_a_zero():
    """An image's rows are its rows: ink left and right of an empty middle, in the middle row."""
    zero = DIGITS.x[0].reshape(8, 8)
    assert DIGITS.labels[0] == 0
    assert zero[4, 3] < 0.2 and zero[4, 1:3].max() > 0.4 and zero[4, 5:7].max() > 0.4
    assert zero[:, 0].max() == 0


def test_digits_are_scikit_learns():
    found = importlib.util.find_spec("sklearn")
    if found is None:
        pytest.skip("scikit-learn is not installed")
    # its file alone: importing scikit-learn takes seconds
    file = pathlib.Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz"
    theirs = np.loadtxt(file, delimiter=",")
    np.testing.assert_array_equal(DIGITS.x * 16, theirs[:, :-1])
    np.testing.assert_array_equal(DIGITS.labels, theirs[:, -1])


def sound_split(parts, labels):
    """Disjoint, complete, of the stated sizes, and with 36 of each digit held out twice."""
    train, validation, test = (np.asarray(parts[p]) for p in ("train", "validation", "test"))
    assert (len(train), len(validation), len(test)) == (1077, 360, 360)
    np.testing.assert_array_equal(np.sort(np.concatenate([train, validation, test])), range(1797))
    for part in (validation, test):
        np.testing.assert_array_equal(np.bincount(labels[part], minlength=10), [36] * 10)


def test_the_split_is_disjoint_and_stratified():
    sound_split(DIGITS.parts, DIGITS.labels)
    assert [len(DIGITS.train), len(DIGITS.validation), len(DIGITS.test)] == [1077, 360, 360]
    np.testing.assert_array_equal(DIGITS.test.x, DIGITS.x[DIGITS.parts["test"]])
    shuffled = np.random.default_rng(0).permutation(1797)  # right sizes, but not stratified
    with pytest.raises(AssertionError):
        sound_split({"train": shuffled[720:], "validation": shuffled[:360],
                     "test": shuffled[360:720]}, DIGITS.labels)


def test_the_split_follows_its_rule_and_never_moves():
    pixels = (DIGITS.x * 16).astype(np.uint8)
    key = [hashlib.sha256(image.tobytes()).hexdigest() for image in pixels]
    for digit in range(10):
        own = sorted(np.flatnonzero(DIGITS.labels == digit), key=lambda n: key[n])
        assert set(own[:36]) <= set(DIGITS.parts["test"])
        assert set(own[36:72]) <= set(DIGITS.parts["validation"])
    assert len(np.unique(pixels, axis=0)) == 1797  # no image twice, so none in two parts
    test = DIGITS.parts["test"].astype("<i8").tobytes()
    assert hashlib.sha256(test).hexdigest()[:16] == "72dca5ce82125944"


def test_every_run_through_the_list_is_in_all_parts():
    """The labels run 14 times through one list, and each run has images in each part."""
    written = "".join(map(str, DIGITS.labels))
    ends = [found.end() for found in re.finditer("4908(98)?", written)]  # how the list ends
    assert len(ends) == 14 and ends[-1] == 1797
    assert all(115 < rows < 135 for rows in np.diff([0, *ends]))
    for part in DIGITS.parts.values():
        assert (np.histogram(part, [0, *ends])[0] >= 5).all()


def test_digits_load_in_20_ms():
    datasets.digits()
    def seconds():
        start = time.perf_counter()
        _ = datasets.digits().train
        return time.perf_counter() - start
    assert min(seconds() for _ in range(5)) < 0.020


def test_digits_file_is_small_and_needs_no_pickle():
    assert handwritten.FILE.stat().st_size < 50_000
    with np.load(handwritten.FILE, allow_pickle=False) as file:
        assert {name: file[name].dtype for name in file.files} == {
            "pixels": np.uint8, "digit": np.uint8}


# the gas burner

LOW, HIGH = np.array(list(datasets.GAS_BURNER_RANGES.values())).T
BURNER = datasets.gas_burner(500, np.random.default_rng(3))
formula = datasets.gas_burner_formula


def test_the_burner_formula_gives_the_docstrings_numbers():
    def check(y):
        np.testing.assert_allclose(y, [1858.96, 121.50, 86.22, 31.13], rtol=0, atol=0.005)

    check(formula(np.array([20, 1.2, 100, 2.5, 200])))
    with pytest.raises(AssertionError):
        check(formula(np.array([20, 1.2, 101, 2.5, 200])))


def test_the_burner_formula_by_hand():
    """Another hand, another order: the steps of the module's docstring with numbers."""
    air = 17.2 * 1.3                                       # 22.36
    flow = 30 / 50_000 * 23.36                             # 0.014016
    T = 20 + (50_000 + 22.36 * 1.05 * 40) / (23.36 * 1.3)  # 1697.4
    NOx = 10 + 60 * 1.44 * np.exp(10 - 20_000 / (T + 273.15))
    T_out = 180 + (T - 180) * np.exp(-2.5 / 1.4016**0.2)
    useful = (1 - 23.36 * 1.3 * (T_out - 20) / 50_000 + air * 1.05 * 40 / 50_000) * 100
    speed = 0.014016 * 333.15 / 353 / (100 * np.pi * 9e-6)
    loss = 353 / 333.15 * speed**2 + 40 * 1.4016**2 * 40 / (T_out - 60)
    assert flow == pytest.approx(0.014016)
    np.testing.assert_allclose(formula(np.array([[30, 1.3, 60, 3.0, 180]])),
                               [[T, NOx, useful, loss]], rtol=1e-12)


def test_the_burner_table_is_the_formula_in_its_ranges():
    np.testing.assert_array_equal(BURNER.y, formula(BURNER.x))
    assert (BURNER.x >= LOW).all() and (BURNER.x <= HIGH).all()
    np.testing.assert_allclose(BURNER.x.mean(axis=0), (LOW + HIGH) / 2, rtol=0.05)
    np.testing.assert_array_equal(formula(BURNER.x[7]), BURNER.y[7])
    assert "not for engineering" in BURNER.description


def test_the_burners_numbers_are_plausible_everywhere():
    corners = np.stack(np.meshgrid(*zip(LOW, HIGH, strict=True)), axis=-1).reshape(-1, 5)
    T, NOx, useful, loss = formula(corners).T
    assert (T > 1300).all() and (T < 2150).all()
    assert (NOx > 10).all() and (NOx < 600).all()
    assert (useful > 70).all() and (useful < 96).all()
    assert (loss > 2).all() and (loss < 650).all()  # most through the smallest ports at 35 kW


def slopes(x, h=1e-20):
    """dy/dx of the formula for each row, (N, 4, 5), by the complex step."""
    return np.stack([formula(x + 1j * h * e).imag / h for e in np.eye(5)], axis=-1)


def test_the_burners_slopes_have_the_signs_of_physics():
    P, ratio, T_air, d, T_medium = range(5)
    T, NOx, useful, loss = range(4)
    slope = slopes(BURNER.x)

    def check(slope):
        assert (slope[:, T, T_air] > 0).all()       # hotter air, hotter flame
        assert (slope[:, T, ratio] < 0).all()       # more excess air, cooler flame
        assert (slope[:, NOx, T_air] > 0).all()
        assert (slope[:, NOx, ratio] < 0).all()
        assert (slope[:, NOx, d] > 0).all()         # larger ports, more NOx ...
        assert (slope[:, loss, d] < 0).all()        # ... and less pressure lost
        assert (slope[:, useful, T_air] > 0).all()
        assert (slope[:, useful, ratio] < 0).all()
        assert (slope[:, useful, P] < 0).all()
        assert (slope[:, useful, T_medium] < 0).all()
        assert (slope[:, loss, P] > 0).all()
        assert (slope[:, T, [P, d, T_medium]] == 0).all()

    check(slope)
    with pytest.raises(AssertionError):
        check(-slope)


def test_the_complex_step_passes_through_the_burner_formula():
    x = BURNER.x[:20]
    air, c = 17.2 * x[:, 1], 1.30

    def check(slope):
        np.testing.assert_allclose(slope[:, 0, 2], 1.05 * air / (c * (1 + air)), rtol=1e-13)
        h = 1e-5 * (HIGH - LOW)
        central = np.stack([(formula(x + e) - formula(x - e)) / (2 * e.sum()) for e in np.diag(h)],
                           axis=-1)
        np.testing.assert_allclose(slope, central, rtol=1e-6, atol=1e-7)

    check(slopes(x))
    with pytest.raises(AssertionError):
        check(slopes(x + 0.01))


def test_a_best_burner_lies_inside_the_ranges():
    """25 kW, 200 °C: most useful heat with NOx <= 60 and loss <= 80, on a fine grid."""
    axes = [np.linspace(low, high, 61) for low, high in zip(LOW[1:4], HIGH[1:4], strict=True)]
    ratio, T_air, d = (a.ravel() for a in np.meshgrid(*axes, indexing="ij"))
    x = np.stack([np.full_like(d, 25), ratio, T_air, d, np.full_like(d, 200)], axis=1)
    y = formula(x)
    allowed = (y[:, 1] <= 60) & (y[:, 3] <= 80)
    best = np.where(allowed, y[:, 2], 0).argmax()
    assert (x[best, 1:4] > LOW[1:4] + 0.05 * (HIGH - LOW)[1:4]).all()
    assert (x[best, 1:4] < HIGH[1:4] - 0.05 * (HIGH - LOW)[1:4]).all()
    assert 86.3 < y[best, 2] < 86.46
    assert y[best, 2] < y[:, 2].max() - 2  # without the limits one could have much more
    stated = formula(np.array([25, 1.462, 164.04, 3.175, 200]))
    np.testing.assert_allclose(stated[1:], [60, 86.45, 80], atol=0.05)


# scaling

def test_standardise_gives_mean_0_and_spread_1_and_goes_back():
    def check(x, scaled):
        np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(scaled.std(axis=0), 1)
        np.testing.assert_allclose(scale.back(scaled), x)

    scaled, scale = datasets.standardise(BURNER.x)
    check(BURNER.x, scaled)
    with pytest.raises(AssertionError):  # one number for all columns is not enough
        check(BURNER.x, (BURNER.x - BURNER.x.mean()) / BURNER.x.std())
    new = datasets.gas_burner(3, np.random.default_rng(9)).x
    np.testing.assert_array_equal(scale.forward(new), (new - scale.mean) / scale.spread)


def test_a_constant_column_becomes_zero():
    x = np.stack([np.full(7, 0.1), np.arange(7.0)], axis=1)
    scaled, scale = datasets.standardise(x)
    assert (scaled[:, 0] == 0).all() and scale.spread[0] == 1
    np.testing.assert_array_equal(scale.back(scaled)[:, 0], x[:, 0])
    assert np.isfinite(datasets.standardise(DIGITS.train.x)[0]).all()


def test_a_scale_passes_complex_numbers():
    _, scale = datasets.standardise(BURNER.x)
    step = scale.forward(BURNER.x[:3] + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(step, np.broadcast_to(1 / scale.spread, (3, 5)))


def test_the_datasets_need_nothing_of_the_course():
    """Floor 0: no module here imports another part of course_lib."""
    for path in pathlib.Path(datasets.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= 1 and not (node.module or "").startswith("course_lib"), path
            elif isinstance(node, ast.Import):
                assert not any(a.name.startswith("course_lib") for a in node.names), path
