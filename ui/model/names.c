/* SPDX-License-Identifier: MIT */
#include "names.h"

#include "ui/plot/chart.h"

#include <glib/gi18n.h>

const LabDatasetName lab_dataset_names[LAB_N_DATASET_NAMES] = {
  { "mnist", "MNIST" },
  { "fashion-mnist", "Fashion-MNIST" },
};

char *
lab_names_dataset (const char *id)
{
  for (guint i = 0; i < LAB_N_DATASET_NAMES; i++)
    if (g_str_equal (id, lab_dataset_names[i].id))
      return g_strdup (lab_dataset_names[i].title);
  return g_path_get_basename (id);
}

char *
lab_names_data (LabSession *session)
{
  const LabSpec *spec = lab_document_get_spec (lab_session_get_document (session), 0);
  LabDataset *dataset = lab_session_get_dataset (session);
  g_autofree char *data = lab_session_get_data_error (session) != NULL
                              ? g_strdup (_ ("It cannot be trained: see Data"))
                          : dataset == NULL ? g_strdup (_ ("Losslab"))
                                            : lab_chart_data (spec, dataset);
  LabRecords records;
  g_autofree char *origin
      = lab_session_get_records (session, &records) ? lab_chart_origin (records.runs[0]) : NULL;

  return g_strconcat (data, origin == NULL ? "" : " \302\267 ", origin, NULL);
}
