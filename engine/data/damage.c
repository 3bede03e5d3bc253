/* SPDX-License-Identifier: MIT */
/*
 * Each step draws from a stream of its own, so that turning one knob leaves what the others chose
 * as it was. Pictures are chosen by shuffling candidates and taking the first; candidates and
 * results are in rising order.
 */
#include "data/damage.h"

#include "core/random.h"

#include <math.h>
#include <stdlib.h>

static int
compare_places (const void *a, const void *b)
{
  const guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* The first n of @candidates in random order, again rising; the rest after them, rising too. */
static void
choose (LabRandom *random, guint32 *candidates, guint n_candidates, guint n)
{
  lab_random_shuffle (random, candidates, n_candidates);
  qsort (candidates, n, sizeof *candidates, compare_places);
  qsort (candidates + n, n_candidates - n, sizeof *candidates, compare_places);
}

static gboolean
fail (GError **error, LabError code, char *message)
{
  g_set_error_literal (error, LAB_ERROR, (int) code, message);
  g_free (message);
  return FALSE;
}

/* Sets aside and keeps, class by class; @members: room for all training pictures. */
static void
split_and_keep (const LabDamage *self, const LabPictures *train, guint n_classes, guint32 *members,
                LabTrainingSet *set)
{
  for (guint k = 0; k < n_classes; k++)
    {
      LabRandom random;
      guint n = 0, n_aside, n_kept;

      for (guint i = 0; i < train->n; i++)
        if (train->labels[i] == k)
          members[n++] = i;

      n_aside = (guint) lround (self->validation * n);
      lab_random_init (&random, self->seed, LAB_STREAM_VALIDATION, k);
      choose (&random, members, n, n_aside);
      for (guint i = 0; i < n_aside; i++)
        set->validation[set->n_validation++] = members[i];

      n -= n_aside;
      n_kept = (guint) lround (self->keep[k] * n);
      lab_random_init (&random, self->seed, LAB_STREAM_KEEP, k);
      choose (&random, members + n_aside, n, n_kept);
      for (guint i = 0; i < n_kept; i++)
        set->index[set->n++] = members[n_aside + i];
    }
  qsort (set->index, set->n, sizeof *set->index, compare_places);
  qsort (set->validation, set->n_validation, sizeof *set->validation, compare_places);
}

static gboolean
cut_to_size (const LabDamage *self, LabTrainingSet *set, GError **error)
{
  LabRandom random;

  if (set->n == 0)
    return fail (error, LAB_ERROR_REQUEST,
                 g_strdup ("keep: no picture is left to train on: keep more of some class"));
  if (self->train_size > set->n)
    return fail (
        error, LAB_ERROR_REQUEST,
        g_strdup_printf (
            "train-size: %u pictures are asked for and %u are left: choose fewer, or 0 for all",
            self->train_size, set->n));
  if (self->train_size > 0)
    {
      lab_random_init (&random, self->seed, LAB_STREAM_TRAIN_SIZE, 0);
      choose (&random, set->index, set->n, self->train_size);
      set->n = self->train_size;
    }
  return TRUE;
}

/* @places: room for the training pictures that are left. */
static void
mislabel (const LabDamage *self, guint n_classes, guint32 *places, LabTrainingSet *set)
{
  const guint n_wrong = (guint) lround (self->label_noise * set->n);
  LabRandom random;

  for (guint i = 0; i < set->n; i++)
    places[i] = i;
  lab_random_init (&random, self->seed, LAB_STREAM_NOISE, 0);
  choose (&random, places, set->n, n_wrong);
  for (guint i = 0; i < n_wrong; i++)
    {
      guint8 *label = &set->label[places[i]];
      const guint other = lab_random_below (&random, n_classes - 1);

      *label = (guint8) (other + (other >= *label));
    }
}

LabTrainingSet *
lab_damage_apply (const LabDamage *self, const LabDataset *dataset, GError **error)
{
  const LabPictures *train = &dataset->train;
  g_autoptr (LabTrainingSet) set = g_new0 (LabTrainingSet, 1);
  g_autofree guint32 *places = NULL;

  g_atomic_ref_count_init (&set->ref_count);
  /* at least one, since nothing and no memory look the same */
  places = g_try_new (guint32, MAX (train->n, 1));
  set->index = g_try_new (guint32, MAX (train->n, 1));
  set->validation = g_try_new (guint32, MAX (train->n, 1));
  set->label = g_try_malloc (MAX (train->n, 1));
  if (places == NULL || set->index == NULL || set->validation == NULL || set->label == NULL)
    {
      fail (error, LAB_ERROR_MEMORY,
            g_strdup_printf ("no memory for a list of %u pictures", train->n));
      return NULL;
    }
  if (self->label_noise > 0.0 && dataset->n_classes < 2)
    {
      fail (error, LAB_ERROR_REQUEST,
            g_strdup ("label-noise: one class alone has no wrong labels: set it to 0"));
      return NULL;
    }
  if (!lab_dataset_check_classes (dataset, "keep", self->keep, error))
    return NULL;
  split_and_keep (self, train, dataset->n_classes, places, set);
  if (!cut_to_size (self, set, error))
    return NULL;
  for (guint i = 0; i < set->n; i++)
    set->label[i] = train->labels[set->index[i]];
  if (self->label_noise > 0.0)
    mislabel (self, dataset->n_classes, places, set);
  for (guint i = 0; i < set->n; i++)
    set->counts[set->label[i]]++;
  return g_steal_pointer (&set);
}

LabTrainingSet *
lab_training_set_ref (LabTrainingSet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lab_training_set_unref (LabTrainingSet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->index);
  g_free (self->label);
  g_free (self->validation);
  g_free (self);
}
