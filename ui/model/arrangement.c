/* SPDX-License-Identifier: MIT */
/* A set of sides is a number with a bit a side; there are so few that all are tried. */
#include "arrangement.h"

#define N_SETS (1u << LAB_MAX_SIDES)

typedef struct
{
  guint sides;
  guint n_sides;
  guint n_seeds; /* that have all of them */
  guint n_going_on;
} Choice;

gboolean
lab_arrangement_goes_on (const LabSummary *run)
{
  return run->state == LAB_RUN_STOPPED || run->state == LAB_RUN_INTERRUPTED;
}

static const LabSummary *
run_at (const GPtrArray *list, guint i)
{
  return list->pdata[i];
}

static gboolean
is_of (const LabSummary *run, guint sides)
{
  return run->side < LAB_MAX_SIDES && (sides & 1u << run->side) != 0;
}

/* Returns: the runs of a seed and these sides; @end: where the next seed begins. */
static guint
count (const GPtrArray *list, guint begin, guint sides, guint *end, guint *n_going_on)
{
  guint n = 0, i;

  *n_going_on = 0;
  for (i = begin; i < list->len && run_at (list, i)->seed == run_at (list, begin)->seed; i++)
    if (is_of (run_at (list, i), sides))
      {
        n++;
        *n_going_on += lab_arrangement_goes_on (run_at (list, i));
      }
  *end = i;
  return n;
}

static Choice
weigh (const GPtrArray *list, guint sides)
{
  Choice choice = { .sides = sides, .n_sides = (guint) __builtin_popcount (sides) };

  for (guint begin = 0, end; begin < list->len; begin = end)
    {
      guint n_going_on;

      if (count (list, begin, sides, &end, &n_going_on) != choice.n_sides)
        continue;
      choice.n_seeds++;
      choice.n_going_on += n_going_on;
    }
  return choice;
}

static gboolean
is_better (const Choice *one, const Choice *other, gboolean resume)
{
  if (one->n_seeds == 0 || other->n_seeds == 0)
    return one->n_seeds > 0;
  if (resume && one->n_going_on != other->n_going_on)
    return one->n_going_on > other->n_going_on;
  return one->n_sides != other->n_sides ? one->n_sides > other->n_sides
                                        : one->n_seeds > other->n_seeds;
}

guint
lab_arrangement_make (GPtrArray *list, gboolean resume)
{
  Choice best = { 0 };
  guint begin = 0;

  g_ptr_array_sort (list, lab_summary_compare);
  for (guint sides = 1; sides < N_SETS; sides++)
    {
      const Choice choice = weigh (list, sides);

      if (is_better (&choice, &best, resume))
        best = choice;
    }
  while (begin < list->len)
    {
      guint end, n_going_on;
      const gboolean whole = count (list, begin, best.sides, &end, &n_going_on) == best.n_sides;

      for (guint i = end; i-- > begin;)
        if (!whole || !is_of (run_at (list, i), best.sides))
          {
            g_ptr_array_remove_index (list, i);
            end--;
          }
      begin = end;
    }
  return best.n_seeds;
}
