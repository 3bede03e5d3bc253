/* SPDX-License-Identifier: MIT */
#include "bench-rows.h"

#include <stdlib.h>

#define RATIO(object, above, below) \
  "times", object, LAB_CONTENDER_##above, LAB_CONTENDER_##below, 1.0
#define SHARE(object, share, above, below) \
  "times", object, LAB_CONTENDER_##above, LAB_CONTENDER_##below, share
#define VALUE(scale, unit, object, contender) \
  unit, object, LAB_CONTENDER_##contender, LAB_N_CONTENDERS, scale

const LabBenchRow lab_bench_rows[] = {
  { "epoch", "training", "an epoch of one run takes",
    RATIO ("its bare matrix products by OpenBLAS", EPOCH, PRODUCTS) },
  { "peak", "training", "an epoch of one run takes",
    RATIO ("its dense multiply-adds at the FMA peak", EPOCH, PEAK) },
  { "reference", "training", "an epoch with the reference kernels takes",
    RATIO ("an epoch of one run", REFERENCE, EPOCH) },
  { "evaluation", "training", "the test pictures' logits take",
    RATIO ("the same by OpenBLAS", EVALUATION, PLAIN_EVALUATION) },
  { "two-runs", "training", "two runs with two workers take",
    RATIO ("one run with one, evaluations included", TWO_RUNS, ONE_RUN) },
  { "seeds", "training", "eight seeds with two workers take",
    RATIO ("the same with one, evaluations included", SEEDS, SEEDS_ALONE) },
  { "epoch-time", "training", "an epoch of one run takes", VALUE (1e-3, "ms", "", EPOCH) },

  { "tutorial", LAB_BENCH_PEERS, "an epoch of PyTorch the tutorial's way takes",
    RATIO ("an epoch of one run", TUTORIAL, EPOCH) },
  { "scikit-learn", LAB_BENCH_PEERS, "an epoch of scikit-learn takes",
    RATIO ("an epoch of one run", SCIKIT_LEARN, EPOCH) },
  { "pytorch-eager", LAB_BENCH_PEERS, "an epoch of PyTorch, eager, takes",
    RATIO ("an epoch of one run", EAGER, EPOCH) },
  { "pytorch-script", LAB_BENCH_PEERS, "an epoch of PyTorch, TorchScript, takes",
    RATIO ("an epoch of one run", SCRIPT, EPOCH) },

  { "cross-entropy", "losses", "cross-entropy's program takes",
    RATIO ("the same loss written by hand", CROSS_ENTROPY, HANDWRITTEN) },
  { "focal", "losses", "focal loss's program takes",
    RATIO ("cross-entropy written by hand", FOCAL, HANDWRITTEN) },
  { "slowest-loss", "losses", "the slowest program without a penalty takes",
    RATIO ("cross-entropy written by hand", SLOWEST_LOSS, HANDWRITTEN) },
  { "handwritten-time", "losses", "cross-entropy written by hand takes",
    VALUE (1e-6, "us", "for a batch of 64 and its gradient", HANDWRITTEN) },
  { "cross-entropy-time", "losses", "cross-entropy's program takes",
    VALUE (1e-6, "us", "for the same", CROSS_ENTROPY) },
  { "focal-time", "losses", "focal loss's program takes",
    VALUE (1e-6, "us", "for the same", FOCAL) },
  { "slowest-loss-time", "losses", "the slowest program without a penalty takes",
    VALUE (1e-6, "us", "for the same", SLOWEST_LOSS) },

  /* of four curves of a million points */
  { "frame", "plots", "a frame of 4 million points takes",
    RATIO ("the same without curves", FRAME, EMPTY_FRAME) },
  { "frame-2x", "plots", "the same at twice the pixels takes",
    RATIO ("the same without curves", FINE_FRAME, EMPTY_FINE_FRAME) },
  { "frame-whole", "plots", "the same with nothing kept, as an export, takes",
    RATIO ("the same without curves", WHOLE_FRAME, EMPTY_FRAME) },
  { "frame-time", "plots", "a frame of 4 million points takes", VALUE (1e-3, "ms", "", FRAME) },

  { "start", "program", "losslab --version takes", VALUE (1e-3, "ms", "from start to end", START) },
  { "compare", "program", "losslab compare of two runs takes",
    VALUE (1.0, "s", "from start to end", COMPARE) },
  { "memory", "program", "losslab compare holds", VALUE (1.0, "MiB", "at most", MEMORY) },

  { "epochs-2", "scaling", "an epoch of two takes",
    SHARE ("an epoch alone", 2.0, EPOCHS_2, ONE_RUN) },
  { "epochs-4", "scaling", "an epoch of four takes",
    SHARE ("an epoch alone", 4.0, EPOCHS_4, ONE_RUN) },
  { "pictures-30000", "scaling", "a picture of 30000 takes",
    SHARE ("a picture of 15000", 2.0, PICTURES_30000, PICTURES_15000) },
  { "pictures-60000", "scaling", "a picture of 60000 takes",
    SHARE ("a picture of 15000", 4.0, EPOCH, PICTURES_15000) },
  { "hidden-128", "scaling", "a hidden unit of 128 takes",
    SHARE ("a hidden unit of 64", 2.0, HIDDEN_128, HIDDEN_64) },
  { "hidden-256", "scaling", "a hidden unit of 256 takes",
    SHARE ("a hidden unit of 64", 4.0, HIDDEN_256, HIDDEN_64) },
  { "hidden-512", "scaling", "a hidden unit of 512 takes",
    SHARE ("a hidden unit of 64", 8.0, HIDDEN_512, HIDDEN_64) },
  { "runs-2", "scaling", "a run of two with one worker takes",
    SHARE ("a run alone", 2.0, RUNS_2, ONE_RUN) },
  { "runs-4", "scaling", "a run of four with one worker takes",
    SHARE ("a run alone", 4.0, RUNS_4, ONE_RUN) },
  { "runs-8", "scaling", "a run of eight with one worker takes",
    SHARE ("a run alone", 8.0, SEEDS_ALONE, ONE_RUN) },
  { NULL, NULL, NULL, VALUE (0.0, NULL, NULL, EPOCH) },
};

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (const double *values, guint n)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare_doubles);
  return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

LabBenchReading
lab_bench_rows_read (const LabBenchRow *row, const LabBenchTimes *times)
{
  const LabBenchTimes *above = &times[row->above];
  const LabBenchTimes *below = row->below < LAB_N_CONTENDERS ? &times[row->below] : NULL;
  LabBenchReading reading = { .n = below != NULL ? MIN (above->n, below->n) : above->n };

  for (guint r = 0; r < reading.n; r++)
    {
      const double one = above->values[r] / row->share / (below != NULL ? below->values[r] : 1.0);

      reading.least = r == 0 ? one : MIN (reading.least, one);
      reading.greatest = r == 0 ? one : MAX (reading.greatest, one);
    }
  if (reading.n > 0)
    reading.value = median (above->values, reading.n) / row->share
                    / (below != NULL ? median (below->values, reading.n) : 1.0);
  return reading;
}
