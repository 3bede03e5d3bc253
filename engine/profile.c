/* SPDX-License-Identifier: MIT */
/*
 * Where each picture's share of the loss is its own, all classes at all points are one batch, or,
 * where the text takes the mean itself, batches of one. Classes that the loss cannot tell apart
 * are computed once. Else each point is a batch of its own.
 *
 * A loss may depend on the logits' level, which probabilities leave open: the logits have mean 0.
 */
#include "profile.h"

#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

#define LEAST_P  0.002
#define MOST_P   0.998
#define BATCH    64u
#define FEWEST   41u        /* points */
#define MOST     (1u << 20) /* logits for which there are as many points as possible */
#define ROUNDING 1e-9

/* What is computed with. */
typedef struct
{
  LabMachine *machine;
  const LabRef *roots;
  guint K;
  guint K2;
  guint n; /* room, in pictures */
  double *logits;
  double *logits2;
  guint8 *targets;
  guint8 *targets2;
  double *per_sample;
  double *dlogits;
  double value;
} Bench;

/* Classes that are the same to the loss: one of them, and the share of pictures that all have. */
typedef struct
{
  guint8 of;
  double share;
} Group;

/* ---- memory ---- */

static void
bench_init (Bench *self, const LabObjective *objective, guint n)
{
  const guint K = objective->n_classes, K2 = objective->n_classes2;

  *self = (Bench){
    .machine = lab_objective_new_dual (objective, objective->loss->training),
    .roots = objective->loss->training->roots,
    .K = K,
    .K2 = K2,
    .n = n,
    .logits = g_new (double, (gsize) n *K),
    .logits2 = g_new0 (double, (gsize) n *K2 + 1),
    .targets = g_new (guint8, n),
    .targets2 = g_new0 (guint8, n),
    .per_sample = g_new (double, n),
    .dlogits = g_new0 (double, (gsize) n *K),
  };
}

static void
bench_clear (Bench *self)
{
  lab_machine_free (self->machine);
  g_free (self->logits);
  g_free (self->logits2);
  g_free (self->targets);
  g_free (self->targets2);
  g_free (self->per_sample);
  g_free (self->dlogits);
}

/* ---- pictures ---- */

static void
set_picture (Bench *self, guint i, guint target, double p, const guint8 *second_of)
{
  const guint others = MAX (self->K - 1, 1u);
  const double own = log (p), other = log1p (-p) - log (others);
  const double mean = (own + (self->K - 1) * other) / self->K;
  double *z = self->logits + (gsize) i * self->K;

  for (guint k = 0; k < self->K; k++)
    z[k] = (k == target ? own : other) - mean;
  self->targets[i] = (guint8) target;
  self->targets2[i] = second_of != NULL && self->K2 > 0 ? second_of[target] : 0;
}

static void
run (Bench *self, guint first, guint n)
{
  const gsize at = (gsize) first * self->K;
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };

  outputs[LAB_LOSS_ROOT_VALUE] = &self->value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = self->per_sample + first;
  outputs[LAB_LOSS_ROOT_DLOGITS] = self->dlogits + at;
  lab_machine_run (
      self->machine, n, (const void *[]){ self->logits + at, self->K2 > 0 ? self->logits2 : NULL },
      (const guint8 *[]){ self->targets + first, self->K2 > 0 ? self->targets2 + first : NULL },
      outputs);
}

static double
push_of (const Bench *self, guint i)
{
  return -self->dlogits[(gsize) i * self->K + self->targets[i]];
}

/* ---- classes ---- */

/* What tells classes apart, apart from being the target. */
typedef struct
{
  gboolean number; /* by itself: k, y, z[3] */
  gboolean weight;
  gboolean count;
  gboolean time; /* of all classes: how far the training has come */
  gboolean rest; /* and how the others share the rest */
} Marks;

static gboolean
is_logarithm (const LabNode *node)
{
  return node->op == LAB_OP_LOG_SOFTMAX || node->op == LAB_OP_LOG_OTHERS;
}

/* Whether a node looks at more of softmax (z) than the target's place. */
static gboolean
sees_rest (const LabGraph *graph, const LabNode *node)
{
  for (guint j = 0; j < lab_operators[node->op].n_args; j++)
    {
      const LabNode *arg = lab_graph_get (graph, node->args[j]);
      const gboolean logits = arg->op == LAB_OP_INPUT && arg->index == LAB_INPUT_Z;

      if (arg->head == 0 && is_logarithm (arg) && node->op != LAB_OP_PICK)
        return TRUE;
      if (logits && !is_logarithm (node) && node->op != LAB_OP_PICK)
        return TRUE;
      if (is_logarithm (node) && node->head == 0 && !logits)
        return TRUE;
    }
  return FALSE;
}

static Marks
marks_of (const LabLoss *loss)
{
  const LabGraph *graph = loss->formula->computing.graph;
  g_autofree gboolean *needed = g_new0 (gboolean, graph->n);
  Marks marks = { 0 };

  lab_graph_reach (graph, &loss->formula->computing.loss, 1, needed);
  for (guint i = 0; i < graph->n; i++)
    {
      const LabNode *node = lab_graph_get (graph, i);

      if (!needed[i])
        continue;
      marks.rest |= sees_rest (graph, node);
      if (node->op == LAB_OP_AT)
        marks.number = TRUE;
      if (node->op == LAB_OP_LEARNED)
        marks.time = TRUE;
      if (node->op != LAB_OP_INPUT)
        continue;
      marks.number |= node->index == LAB_INPUT_K_INDEX || node->index == LAB_INPUT_Y
                      || node->index == LAB_INPUT_Y2;
      marks.time |= node->index == LAB_INPUT_PROGRESS;
      marks.weight |= node->index == LAB_INPUT_W;
      marks.count |= node->index == LAB_INPUT_COUNTS || node->index == LAB_INPUT_PRIOR;
    }
  return marks;
}

static gboolean
equal (double a, double b)
{
  return !(a < b) && !(a > b);
}

static guint
make_groups (const LabObjective *objective, const Marks marks, const guint8 *second_of,
             Group *groups)
{
  double total = 0.0;
  guint n = 0;

  for (guint k = 0; k < objective->n_classes; k++)
    total += objective->counts[k];
  for (guint k = 0; k < objective->n_classes; k++)
    {
      guint g = 0;

      while (
          g < n
          && (marks.number
              || (marks.weight && !equal (objective->weights[k], objective->weights[groups[g].of]))
              || (marks.count && !equal (objective->counts[k], objective->counts[groups[g].of]))
              || (objective->n_classes2 > 0 && second_of != NULL
                  && second_of[k] != second_of[groups[g].of])))
        g++;
      if (g == n)
        groups[n++] = (Group){ (guint8) k, 0.0 };
      groups[g].share += objective->counts[k] / total;
    }
  return n;
}

/* Classes in the training pictures' proportions, each at least once: what is left over after
 * rounding down goes where most was rounded off. */
static void
deal_classes (const LabObjective *objective, guint n, guint8 *targets)
{
  const guint K = objective->n_classes;
  guint dealt[LAB_MAX_CLASSES], sum = 0, at = 0;
  double rest[LAB_MAX_CLASSES], total = 0.0;

  for (guint k = 0; k < K; k++)
    total += objective->counts[k];
  for (guint k = 0; k < K; k++)
    {
      const double exact = n * objective->counts[k] / total;

      dealt[k] = MAX ((guint) exact, 1u);
      rest[k] = exact - dealt[k];
      sum += dealt[k];
    }
  for (; sum != n; sum += sum < n ? 1u : -1u)
    {
      guint best = K;

      for (guint k = 0; k < K; k++)
        if (sum < n ? best == K || rest[k] > rest[best]
                    : dealt[k] > 1 && (best == K || rest[k] < rest[best]))
          best = k;
      dealt[best] += sum < n ? 1u : -1u;
      rest[best] -= sum < n ? 1.0 : -1.0;
    }
  for (guint k = 0; k < K; k++)
    for (guint i = 0; i < dealt[k]; i++)
      targets[at++] = (guint8) k;
}

/* ---- curves ---- */

/* The same for all losses, so that they can be compared. */
static guint
n_points (guint K)
{
  return CLAMP (MOST / (MAX (BATCH, K) * K), FEWEST, LAB_PROFILE_POINTS);
}

static void
place_points (LabProfile *self)
{
  for (guint i = 0; i < self->n; i++)
    self->p[i]
        = LEAST_P + (MOST_P - LEAST_P) * 0.5 * (1.0 - cos (G_PI * i / (double) (self->n - 1)));
}

/* Whether more of all logits is another loss. */
static gboolean
has_level (const Bench *self, guint i)
{
  const double *dz = self->dlogits + (gsize) i * self->K;
  double sum = 0.0, size = 0.0;

  for (guint k = 0; k < self->K; k++)
    {
      sum += dz[k];
      size += fabs (dz[k]);
    }
  return fabs (sum) > ROUNDING * size;
}

static void
fill_by_picture (LabProfile *self, const LabObjective *objective, const Marks marks,
                 const double *learned, double progress, const guint8 *second_of, gboolean at_once)
{
  Group groups[LAB_MAX_CLASSES];
  const guint n_groups = make_groups (objective, marks, second_of, groups);
  Bench bench;

  self->n = n_points (objective->n_classes);
  place_points (self);
  bench_init (&bench, objective, self->n * n_groups);
  lab_objective_set_step (objective, bench.machine, progress, learned);
  for (guint i = 0; i < self->n; i++)
    for (guint g = 0; g < n_groups; g++)
      set_picture (&bench, i * n_groups + g, groups[g].of, self->p[i], second_of);
  if (at_once)
    run (&bench, 0, bench.n);
  for (guint i = 0; i < self->n; i++)
    {
      self->loss[i] = self->push[i] = 0.0;
      for (guint g = 0; g < n_groups; g++)
        {
          const guint at = i * n_groups + g;

          if (!at_once)
            run (&bench, at, 1);
          self->loss[i] += groups[g].share * (at_once ? bench.per_sample[at] : bench.value);
          self->push[i] += groups[g].share * push_of (&bench, at) * (at_once ? bench.n : 1);
        }
    }
  self->level = has_level (&bench, bench.n / 2);
  bench_clear (&bench);
}

static void
fill_by_batch (LabProfile *self, const LabObjective *objective, const double *learned,
               double progress, const guint8 *second_of)
{
  const guint n = MAX (BATCH, objective->n_classes);
  g_autofree guint8 *targets = g_new (guint8, n);
  Bench bench;

  self->n = n_points (objective->n_classes);
  self->n_pictures = n;
  place_points (self);
  deal_classes (objective, n, targets);
  bench_init (&bench, objective, n);
  lab_objective_set_step (objective, bench.machine, progress, learned);
  for (guint i = 0; i < self->n; i++)
    {
      for (guint b = 0; b < n; b++)
        set_picture (&bench, b, targets[b], self->p[i], second_of);
      run (&bench, 0, n);
      self->loss[i] = bench.value;
      self->push[i] = 0.0;
      /* B times the mean over B pictures */
      for (guint b = 0; b < n; b++)
        self->push[i] += push_of (&bench, b);
      if (i == self->n / 2)
        self->level = has_level (&bench, 0);
    }
  bench_clear (&bench);
}

void
lab_profile_fill (LabProfile *self, const LabObjective *objective, double progress,
                  const double *learned, const guint8 *second_of)
{
  const LabLoss *loss = objective->loss;
  const Marks marks = marks_of (loss);
  double total = 0.0, weight = 0.0;

  *self = (LabProfile){
    .weighted = loss->weighted,
    .penalised = loss->penalised,
    .second = loss->n_tasks > 1,
    .moves = marks.time,
    .rest = marks.rest,
  };
  for (guint k = 0; k < objective->n_classes; k++)
    {
      total += objective->counts[k];
      weight += objective->counts[k] * objective->weights[k];
    }
  self->mean_weight = weight / total;
  switch (lab_loss_get_unit (loss))
    {
    case LAB_LOSS_UNIT_PICTURE:
    case LAB_LOSS_UNIT_MEAN:
      fill_by_picture (self, objective, marks, learned, progress, second_of,
                       lab_loss_get_unit (loss) == LAB_LOSS_UNIT_PICTURE);
      break;
    case LAB_LOSS_UNIT_BATCH:
    default:
      fill_by_batch (self, objective, learned, progress, second_of);
    }
}

/* ---- test pictures ---- */

void
lab_profile_count (const LabPredictions *predictions, const LabDataset *dataset, guint *bins)
{
  const guint K = predictions->n_classes;

  memset (bins, 0, LAB_PROFILE_BINS * sizeof *bins);
  for (guint i = 0; i < predictions->n; i++)
    {
      const float *z = predictions->logits + (gsize) i * K;
      const double own = (double) z[dataset->test.labels[i]];
      double sum = 0.0, p;

      for (guint k = 0; k < K; k++)
        sum += exp ((double) z[k] - own);
      p = 1.0 / sum;
      /* A network that diverged says nothing. */
      if (!isnan (p))
        bins[MIN ((guint) (p * LAB_PROFILE_BINS), LAB_PROFILE_BINS - 1)]++;
    }
}
