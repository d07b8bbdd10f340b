"""A gas burner's design table from a stated formula: synthetic, not for engineering use.

A small burner heats a medium (thermal oil). Five inputs, in the order of the columns:

    P         thermal load                       15 to 35 kW
    ratio     air ratio λ, air ÷ the least air   1.1 to 1.6
    T_air     air temperature, preheated         20 to 200 °C
    d         diameter of a burner port          2.0 to 3.5 mm      (there are 400 ports)
    T_medium  temperature of the heated medium   150 to 250 °C

Four outputs, each from a short argument. One kilogram of methane brings H = 50,000 kJ and
needs at least 17.2 kg of air; all gases keep one mean heat capacity, c = 1.30 kJ/(kg K)
burnt and 1.05 kJ/(kg K) for air; surroundings and fuel are at 20 °C.

    air    = 17.2 ratio                         kg of air for a kg of fuel
    gas    = 1 + air                            kg of flue gas for a kg of fuel
    flow   = P / H * gas                        kg/s through the burner

  energy balance: the fuel's heat and the air's heat warm the flue gas
    T      = 20 + (H + air 1.05 (T_air - 20)) / (gas c)                          °C

  nitrogen oxides: 10 by the quick paths, the rest thermal; a port's jet mixes in a time
  that grows as d², and the rate follows Arrhenius (20,000 K, milder than nature's 38,000 K)
    NOx    = 10 + 60 (d/2.5)² exp(-20000 (1/(T + 273.15) - 1/2000))              mg/kWh

  flue-gas loss: the heat exchanger brings the gas toward the medium, in 2.5 transfer units
  at 0.01 kg/s; a turbulent flow's heat transfer grows as flow^0.8, so the units as flow^-0.2
    T_out  = T_medium + (T - T_medium) exp(-2.5 (flow / 0.01)^-0.2)              °C
    useful = 100 gas c (T - T_out) / H                                           % of P

  pressure loss: two velocity heads in the ports, and the preheater (counterflow, where
  (T_air - 20) / (T_out - T_air) is its number of transfer units)
    rho    = 353 / (T_air + 273.15)             kg/m³, air at 1.013 bar
    speed  = flow / (rho 400 π/4 (d/1000)²)     m/s
    loss   = rho speed² + 40 (flow / 0.01)² (T_air - 20) / (T_out - T_air)       Pa

Left out: dissociation, radiation, condensation, heat lost to the room, flame stability. For
P = 20, ratio = 1.2, T_air = 100, d = 2.5, T_medium = 200:  flow = 0.008656, T_out = 326.56,
and T = 1858.96 °C, NOx = 121.50 mg/kWh, useful = 86.22 %, loss = 31.13 Pa.

The trade-off: hot air and little excess air raise the useful heat and, exponentially, NOx;
small ports lower NOx and cost pressure. For 25 kW and 200 °C, NOx <= 60 and loss <= 80, the
best useful heat is 86.45 %, near ratio 1.46, T_air 164, d 3.18: inside the ranges.
"""
import numpy as np

from .doors import check_count, check_rng
from .record import Dataset

GAS_BURNER_RANGES = {
    "thermal load, kW": (15.0, 35.0),
    "air ratio": (1.1, 1.6),
    "air temperature, °C": (20.0, 200.0),
    "port diameter, mm": (2.0, 3.5),
    "medium temperature, °C": (150.0, 250.0),
}
OUTPUTS = ("flame temperature, °C", "nitrogen oxides, mg/kWh", "useful heat, %",
           "pressure loss, Pa")


def gas_burner_formula(x):
    """The four outputs for each row of inputs.  x : (..., 5)    returns (..., 4)

    Units and order as in GAS_BURNER_RANGES, outside of which the formula means nothing. It is
    smooth and takes complex numbers, so that the complex step gives its exact gradient.
    Source: made for this course; the steps are those of any combustion textbook.
    Raises ValueError unless the last axis has 5 entries.
    """
    x = np.asarray(x)
    if x.ndim == 0 or x.shape[-1] != 5:
        raise ValueError(f"x has shape {x.shape}, but a burner has 5 inputs: "
                         f"give five columns, {', '.join(GAS_BURNER_RANGES)}")
    P, ratio, T_air, d, T_medium = np.moveaxis(x, -1, 0)
    H, c, c_air, T_0 = 50_000, 1.30, 1.05, 20

    air = 17.2 * ratio
    gas = 1 + air
    flow = P / H * gas

    T = T_0 + (H + air * c_air * (T_air - T_0)) / (gas * c)

    NOx = 10 + 60 * (d / 2.5)**2 * np.exp(-20_000 * (1 / (T + 273.15) - 1 / 2000))

    T_out = T_medium + (T - T_medium) * np.exp(-2.5 * (flow / 0.01)**-0.2)
    useful = 100 * gas * c * (T - T_out) / H

    rho = 353 / (T_air + 273.15)
    speed = flow / (rho * 400 * np.pi / 4 * (d / 1000)**2)
    loss = rho * speed**2 + 40 * (flow / 0.01)**2 * (T_air - T_0) / (T_out - T_air)

    return np.stack([T, NOx, useful, loss], axis=-1)


def gas_burner(n, rng):
    """n burners drawn evenly from the ranges.  x : (n, 5)    y : (n, 4), in units, no noise

    Source: `gas_burner_formula`, synthetic.
    Raises TypeError or ValueError where n < 2 or rng is no generator.
    """
    check_count("n", n, 2)
    check_rng(rng)
    low, high = np.array(list(GAS_BURNER_RANGES.values())).T
    x = rng.uniform(low, high, size=(n, len(low)))
    return Dataset(
        x, gas_burner_formula(x), "gas burner",
        "Designs of a small natural-gas burner that heats thermal oil: load, air, ports and "
        "medium in, flame temperature, nitrogen oxides, useful heat and pressure loss out. "
        "Synthetic, from a stated formula; not for engineering use.",
        "generated by course_lib.datasets.gas_burner_formula, made for this course",
        list(GAS_BURNER_RANGES), OUTPUTS)
