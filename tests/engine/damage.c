/* SPDX-License-Identifier: MIT */
/*
 * Properties of split and damage over random datasets, settings and seeds. What is exact is counted
 * again here, the slow way, from the dataset's labels.
 */
#include "data/damage.h"

#include "core/random.h"
#include "failure.h"

#include <math.h>
#include <string.h>

#define N_TRIALS 300

/* Labels alone: damage never looks at pixels. */
typedef struct
{
  LabDataset dataset;
  guint8 labels[3000];
  guint counts[LAB_MAX_CLASSES];
} Labels;

static void
make_labels (Labels *self, guint n, guint n_classes, LabRandom *random)
{
  g_assert_cmpuint (n, <=, sizeof self->labels);
  memset (self, 0, sizeof *self);
  self->dataset.n_classes = n_classes;
  self->dataset.train = (LabPictures){ .n = n, .labels = self->labels };
  for (guint i = 0; i < n; i++)
    {
      self->labels[i] = (guint8) lab_random_below (random, n_classes);
      self->counts[self->labels[i]]++;
    }
}

static LabDamage
no_damage (guint64 seed)
{
  LabDamage damage = { .seed = seed };

  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    damage.keep[k] = 1.0;
  return damage;
}

static LabDamage
random_damage (guint n_classes, LabRandom *random)
{
  LabDamage damage = no_damage (lab_random_next (random));

  for (guint k = 0; k < n_classes; k++)
    if (lab_random_below (random, 2))
      damage.keep[k] = (double) lab_random_uniform (random);
  damage.keep[n_classes - 1] = 1.0;
  damage.validation
      = lab_random_below (random, 2) ? 0.5 * (double) lab_random_uniform (random) : 0.0;
  damage.label_noise = lab_random_below (random, 2) ? (double) lab_random_uniform (random) : 0.0;
  return damage;
}

static LabTrainingSet *
apply (const LabDamage *damage, const Labels *labels)
{
  g_autoptr (GError) error = NULL;
  LabTrainingSet *set = lab_damage_apply (damage, &labels->dataset, &error);

  g_assert_no_error (error);
  return set;
}

static guint
round_to_picture (double fraction, guint n)
{
  return (guint) floor (fraction * n + 0.5);
}

static guint
count_wrong (const LabTrainingSet *set, const Labels *labels)
{
  guint n_wrong = 0;

  for (guint i = 0; i < set->n; i++)
    n_wrong += set->label[i] != labels->labels[set->index[i]];
  return n_wrong;
}

static void
assert_rising (const guint32 *places, guint n, guint end)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (places[i], <, end);
      if (i > 0)
        g_assert_cmpuint (places[i - 1], <, places[i]);
    }
}

static void
assert_same (const LabTrainingSet *a, const LabTrainingSet *b)
{
  g_assert_cmpmem (a->index, a->n * sizeof *a->index, b->index, b->n * sizeof *b->index);
  g_assert_cmpmem (a->label, a->n, b->label, b->n);
  g_assert_cmpmem (a->counts, sizeof a->counts, b->counts, sizeof b->counts);
  g_assert_cmpmem (a->validation, a->n_validation * sizeof *a->validation, b->validation,
                   b->n_validation * sizeof *b->validation);
}

static void
test_nothing_done (void)
{
  Labels labels;
  LabRandom random;
  const LabDamage damage = no_damage (1);

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 500, 7, &random);
  {
    g_autoptr (LabTrainingSet) set = apply (&damage, &labels);

    g_assert_cmpuint (set->n, ==, 500);
    g_assert_cmpuint (set->n_validation, ==, 0);
    for (guint i = 0; i < set->n; i++)
      g_assert_cmpuint (set->index[i], ==, i);
    g_assert_cmpmem (set->label, set->n, labels.labels, 500);
    g_assert_cmpmem (set->counts, sizeof set->counts, labels.counts, sizeof labels.counts);
  }
}

/* How many are set aside, kept and mislabelled, to the picture, and the same the second time. */
static void
test_exact_counts (void)
{
  Labels labels;
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < N_TRIALS; trial++)
    {
      const guint n_classes = 2 + lab_random_below (&random, 12);
      LabDamage damage;
      guint aside[LAB_MAX_CLASSES] = { 0 }, kept[LAB_MAX_CLASSES] = { 0 };
      guint told[LAB_MAX_CLASSES] = { 0 }, uses[sizeof labels.labels] = { 0 };

      make_labels (&labels, 100 + lab_random_below (&random, 2900), n_classes, &random);
      damage = random_damage (n_classes, &random);
      {
        g_autoptr (LabTrainingSet) set = apply (&damage, &labels);
        g_autoptr (LabTrainingSet) again = apply (&damage, &labels);

        assert_same (set, again);
        assert_rising (set->index, set->n, labels.dataset.train.n);
        assert_rising (set->validation, set->n_validation, labels.dataset.train.n);
        for (guint i = 0; i < set->n; i++)
          {
            uses[set->index[i]]++;
            kept[labels.labels[set->index[i]]]++;
            told[set->label[i]]++;
            g_assert_cmpuint (set->label[i], <, n_classes);
          }
        for (guint i = 0; i < set->n_validation; i++)
          {
            uses[set->validation[i]]++;
            aside[labels.labels[set->validation[i]]]++;
          }
        for (guint i = 0; i < labels.dataset.train.n; i++)
          g_assert_cmpuint (uses[i], <=, 1);
        for (guint k = 0; k < n_classes; k++)
          {
            g_assert_cmpuint (aside[k], ==, round_to_picture (damage.validation, labels.counts[k]));
            g_assert_cmpuint (kept[k], ==,
                              round_to_picture (damage.keep[k], labels.counts[k] - aside[k]));
          }
        g_assert_cmpmem (set->counts, sizeof set->counts, told, sizeof told);
        g_assert_cmpuint (count_wrong (set, &labels), ==,
                          round_to_picture (damage.label_noise, set->n));
      }
    }
}

static void
test_train_size (void)
{
  Labels labels;
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < N_TRIALS; trial++)
    {
      LabDamage damage;

      make_labels (&labels, 1000, 10, &random);
      damage = random_damage (10, &random);
      damage.label_noise = 0.0;
      {
        g_autoptr (LabTrainingSet) all = apply (&damage, &labels);
        g_autoptr (LabTrainingSet) some = NULL;
        gboolean left[1000] = { FALSE };

        damage.train_size = 1 + lab_random_below (&random, all->n);
        some = apply (&damage, &labels);
        g_assert_cmpuint (some->n, ==, damage.train_size);
        assert_rising (some->index, some->n, 1000);
        for (guint i = 0; i < all->n; i++)
          left[all->index[i]] = TRUE;
        for (guint i = 0; i < some->n; i++)
          g_assert_true (left[some->index[i]]);
        g_assert_cmpmem (some->validation, some->n_validation * sizeof *some->validation,
                         all->validation, all->n_validation * sizeof *all->validation);
      }
    }
}

/* Turning one knob leaves what the others chose. */
static void
test_knobs_are_apart (void)
{
  Labels labels;
  LabRandom random;

  lab_random_init (&random, 4, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < N_TRIALS; trial++)
    {
      LabDamage damage, noisier, scarcer;

      make_labels (&labels, 1000, 10, &random);
      damage = random_damage (10, &random);
      noisier = scarcer = damage;
      noisier.label_noise = (double) lab_random_uniform (&random);
      scarcer.keep[4] = (double) lab_random_uniform (&random);
      {
        g_autoptr (LabTrainingSet) set = apply (&damage, &labels);
        g_autoptr (LabTrainingSet) with_noise = apply (&noisier, &labels);
        g_autoptr (LabTrainingSet) with_fewer = apply (&scarcer, &labels);
        guint j = 0;

        g_assert_cmpmem (with_noise->index, with_noise->n * sizeof (guint32), set->index,
                         set->n * sizeof (guint32));
        g_assert_cmpmem (with_fewer->validation, with_fewer->n_validation * sizeof (guint32),
                         set->validation, set->n_validation * sizeof (guint32));
        /* the other classes keep the same pictures */
        for (guint i = 0; i < set->n; i++)
          if (labels.labels[set->index[i]] != 4)
            {
              while (labels.labels[with_fewer->index[j]] == 4)
                j++;
              g_assert_cmpuint (with_fewer->index[j++], ==, set->index[i]);
            }
      }
    }
}

/* A larger fraction keeps what a smaller one keeps. */
static void
test_more_includes_less (void)
{
  Labels labels;
  LabRandom random;

  lab_random_init (&random, 5, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 1000, 5, &random);
  for (guint trial = 0; trial < N_TRIALS; trial++)
    {
      LabDamage less = no_damage (trial), more = less;
      gboolean kept[1000] = { FALSE };

      less.keep[2] = 0.5 * (double) lab_random_uniform (&random);
      more.keep[2] = less.keep[2] + 0.5 * (double) lab_random_uniform (&random);
      {
        g_autoptr (LabTrainingSet) small = apply (&less, &labels);
        g_autoptr (LabTrainingSet) large = apply (&more, &labels);

        for (guint i = 0; i < large->n; i++)
          kept[large->index[i]] = TRUE;
        for (guint i = 0; i < small->n; i++)
          g_assert_true (kept[small->index[i]]);
      }
    }
}

/* Every other class is as likely; full noise leaves no true label. */
static void
test_noise_is_fair (void)
{
  Labels labels;
  LabRandom random;
  guint counts[4] = { 0 };

  lab_random_init (&random, 6, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 3000, 4, &random);
  for (guint seed = 0; seed < 20; seed++)
    {
      LabDamage damage = no_damage (seed);

      damage.label_noise = 1.0;
      {
        g_autoptr (LabTrainingSet) set = apply (&damage, &labels);

        g_assert_cmpuint (count_wrong (set, &labels), ==, 3000);
        for (guint i = 0; i < set->n; i++)
          counts[(set->label[i] + 4u - labels.labels[i]) % 4]++;
      }
    }
  g_assert_cmpuint (counts[0], ==, 0);
  /* 60000 draws among three: 20000 each, standard deviation 115 */
  for (guint other = 1; other < 4; other++)
    {
      g_assert_cmpuint (counts[other], >, 20000 - 600);
      g_assert_cmpuint (counts[other], <, 20000 + 600);
    }
}

static void
test_seed_matters (void)
{
  Labels labels;
  LabRandom random;
  LabDamage one = no_damage (1), other;

  lab_random_init (&random, 7, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 1000, 3, &random);
  one.keep[0] = one.keep[1] = one.keep[2] = 0.5;
  other = one;
  other.seed = 2;
  {
    g_autoptr (LabTrainingSet) a = apply (&one, &labels);
    g_autoptr (LabTrainingSet) b = apply (&other, &labels);

    g_assert_cmpuint (a->n, ==, b->n);
    g_assert_true (memcmp (a->index, b->index, a->n * sizeof *a->index) != 0);
  }
}

static void
test_errors (void)
{
  Labels labels;
  LabRandom random;
  LabDamage damage = no_damage (1);
  g_autoptr (GError) error = NULL;

  lab_random_init (&random, 8, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 100, 3, &random);

  damage.train_size = 101;
  g_assert_null (lab_damage_apply (&damage, &labels.dataset, &error));
  lab_failure_assert (&error, LAB_ERROR_REQUEST,
                      "train-size: 101 pictures are asked for and 100 are left");

  damage = no_damage (1);
  damage.keep[3] = 0.5;
  labels.dataset.title = (char *) "Digits";
  g_assert_null (lab_damage_apply (&damage, &labels.dataset, &error));
  lab_failure_assert (&error, LAB_ERROR_REQUEST,
                      "keep: there is no class 3: Digits has classes 0 to 2");

  damage = no_damage (1);
  memset (damage.keep, 0, 3 * sizeof damage.keep[0]);
  g_assert_null (lab_damage_apply (&damage, &labels.dataset, &error));
  lab_failure_assert (&error, LAB_ERROR_REQUEST, "keep: no picture is left");

  make_labels (&labels, 100, 1, &random);
  damage = no_damage (1);
  damage.label_noise = 0.1;
  g_assert_null (lab_damage_apply (&damage, &labels.dataset, &error));
  lab_failure_assert (&error, LAB_ERROR_REQUEST, "label-noise: one class");
}

static void
test_256_classes (void)
{
  Labels labels;
  LabRandom random;
  LabDamage damage = no_damage (9);

  lab_random_init (&random, 9, LAB_STREAM_NOISE, 0);
  make_labels (&labels, 3000, LAB_MAX_CLASSES, &random);
  damage.label_noise = 1.0;
  damage.validation = 0.5;
  {
    g_autoptr (LabTrainingSet) set = apply (&damage, &labels);
    g_autoptr (LabTrainingSet) same = lab_training_set_ref (set);

    g_assert_cmpuint (count_wrong (same, &labels), ==, set->n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/nothing-done", test_nothing_done);
  g_test_add_func ("/damage/exact-counts", test_exact_counts);
  g_test_add_func ("/damage/train-size", test_train_size);
  g_test_add_func ("/damage/knobs-are-apart", test_knobs_are_apart);
  g_test_add_func ("/damage/more-includes-less", test_more_includes_less);
  g_test_add_func ("/damage/noise-is-fair", test_noise_is_fair);
  g_test_add_func ("/damage/seed-matters", test_seed_matters);
  g_test_add_func ("/damage/errors", test_errors);
  g_test_add_func ("/damage/256-classes", test_256_classes);
  return g_test_run ();
}
