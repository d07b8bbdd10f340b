"""Where the number of a line stands, so that nobody asks which line it belongs to."""
import numpy as np

NUMBER = np.array([0.5, 0.26])  # inches: the room that a number likes to have, across and up
LINE = 0.2                      # inches: the distance it likes to keep from other lines


def along_lines(lines, margin=0.55):
    """For each line ((x0, y0), (x1, y1)), in inches, return (x, y, angle in degrees) for a label.

    All lines go from one x to another. Labels slide along their lines, at least `margin`
    from either end, away from other labels and lines. Two rounds, always the same answer.
    """
    starts, ends = (np.array([line[k] for line in lines]) for k in (0, 1))
    along = ends - starts
    margin = min(0.45, margin / along[:, 0].min())
    candidates = np.linspace(margin, 1 - margin, 31)
    spots = {}
    for _ in range(2):
        for k in range(len(lines)):
            spots.pop(k, None)
            others = np.array([s for m, s in spots.items() if m != k]).reshape(-1, 2)

            def ease(t, k=k, others=others):
                spot = starts[k] + t * along[k]
                heights = np.delete(starts[:, 1] + t * along[:, 1], k)
                from_lines = np.min(abs(heights - spot[1]) / LINE, initial=1)
                from_labels = np.min(np.max(abs(others - spot) / NUMBER, axis=1), initial=1)
                return from_lines + 2 * from_labels - 0.2 * abs(t - 0.5)

            best = max(candidates, key=ease)
            spots[k] = starts[k] + best * along[k]
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    return [(*map(float, spots[k]), float(angles[k])) for k in range(len(lines))]
