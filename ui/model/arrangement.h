/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/history.h"

G_BEGIN_DECLS

/** lab_arrangement_goes_on: Returns: whether a run was stopped or interrupted, and can go on. */
gboolean lab_arrangement_goes_on (const LabSummary *run);

/**
 * lab_arrangement_make:
 * @list: #LabSummary pointers, those of an experiment that are left, in any order
 * @resume: whether runs that can go on are what is wanted
 *
 * Finds a place for each run by its side and its seed: as many sides as have a seed in common, and
 * of those the ones with most seeds; to resume, first of all those with most runs that go on. Runs
 * without a partner go out of @list; the others are in order, the sides of the first seed first.
 *
 * Returns: how many seeds there are.
 */
guint lab_arrangement_make (GPtrArray *list, gboolean resume);

G_END_DECLS
