/* SPDX-License-Identifier: MIT */
#include "loss-completion.h"

#include "formula/lex.h"
#include "formula/operator.h"
#include "formula/tree.h"

#include <glib/gi18n.h>
#include <string.h>

#define LEAST_TYPED 2u /* before names are offered unasked */

/* ---- a name ---- */

#define LAB_TYPE_NAME (lab_name_get_type ())
G_DECLARE_FINAL_TYPE (LabName, lab_name, LAB, NAME, GObject)

struct _LabName
{
  GObject parent_instance;
  char *name;
  char *means;
  gboolean function;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (LabName, lab_name, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL, NULL))

static void
lab_name_finalize (GObject *object)
{
  g_free (LAB_NAME (object)->name);
  g_free (LAB_NAME (object)->means);
  G_OBJECT_CLASS (lab_name_parent_class)->finalize (object);
}

static void
lab_name_class_init (LabNameClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_name_finalize;
}

static void
lab_name_init (LabName *self)
{
}

/* Takes @name. */
static void
add (GListStore *names, char *name, const char *means, gboolean function)
{
  LabName *self = g_object_new (LAB_TYPE_NAME, NULL);

  self->name = name;
  self->means = g_strdup (means);
  self->function = function;
  g_list_store_append (names, self);
  g_object_unref (self);
}

/* ---- the names ---- */

/* What a line of the text defines means what stands there. */
static void
add_own (GListStore *names, const char *text, const char *word)
{
  g_autoptr (GArray) tokens = lab_lex (text);

  for (guint i = 0; i + 1 < tokens->len; i++)
    {
      const LabToken *at = &g_array_index (tokens, LabToken, i);
      const char *start = text + at->span.start;
      g_autofree char *name = g_strndup (start, at->span.length);
      g_autofree char *line = g_strndup (start, strcspn (start, "\n#"));

      if (at->kind == LAB_TOKEN_NAME && lab_token_is (at + 1, text, "=")
          && (i == 0 || at[-1].kind == LAB_TOKEN_END_OF_STATEMENT
              || at[-1].kind == LAB_TOKEN_COMMENT)
          && g_str_has_prefix (name, word) && lab_input_find (name) == LAB_N_INPUTS
          && !g_str_equal (name, "loss"))
        add (names, g_steal_pointer (&name), g_strstrip (line), FALSE);
    }
}

static GListStore *
list_names (const char *text, const char *word)
{
  static const struct
  {
    const char *name;
    const char *means;
  } LINES[] = {
    { "loss", N_ ("what training makes small: every text has this line") },
    { "weights", N_ ("the class weights that the loss starts from") },
    { "prediction", N_ ("what the network is taken to say, where that is not p") },
    { "learned", N_ ("behind a number: the optimiser trains it") },
  };
  GListStore *names = g_list_store_new (LAB_TYPE_NAME);

  if (strlen (text) <= LAB_FORMULA_MAX_LENGTH)
    add_own (names, text, word);
  for (guint i = 0; i < LAB_N_INPUTS; i++)
    if (lab_inputs[i].name != NULL && g_str_has_prefix (lab_inputs[i].name, word))
      add (names, g_strdup (lab_inputs[i].name), _ (lab_inputs[i].means), FALSE);
  for (guint i = 0; i < LAB_N_OPS; i++)
    if (lab_operators[i].form == LAB_FORM_FUNCTION
        && g_str_has_prefix (lab_operators[i].name, word))
      add (names, g_strdup (lab_operators[i].name), _ (lab_operators[i].means), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (LINES); i++)
    if (g_str_has_prefix (LINES[i].name, word))
      add (names, g_strdup (LINES[i].name), _ (LINES[i].means), FALSE);
  return names;
}

char *
lab_loss_completion_describe (const char *text, const char *prefix)
{
  g_autoptr (GListStore) names = list_names (text, prefix);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    {
      g_autoptr (LabName) name = g_list_model_get_item (G_LIST_MODEL (names), i);

      g_string_append_printf (all, "%s: %s\n", name->name, name->means);
    }
  return g_string_free (all, FALSE);
}

/* ---- the provider ---- */

struct _LabLossCompletion
{
  GObject parent_instance;
};

/* A name that stands there already is no help. */
static GListModel *
names_for (GtkSourceCompletionContext *context)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  g_autofree char *word = gtk_source_completion_context_get_word (context);
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  GListStore *names;
  g_autoptr (LabName) only = NULL;

  if (gtk_source_completion_context_get_activation (context)
          == GTK_SOURCE_COMPLETION_ACTIVATION_INTERACTIVE
      && strlen (word) < LEAST_TYPED)
    return G_LIST_MODEL (g_list_store_new (LAB_TYPE_NAME));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  names = list_names (text, word);
  only = g_list_model_get_item (G_LIST_MODEL (names), 0);
  if (g_list_model_get_n_items (G_LIST_MODEL (names)) == 1 && g_str_equal (only->name, word))
    g_list_store_remove_all (names);
  return G_LIST_MODEL (names);
}

static void
populate_async (GtkSourceCompletionProvider *self, GtkSourceCompletionContext *context,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_return_pointer (task, names_for (context), g_object_unref);
}

static GListModel *
populate_finish (GtkSourceCompletionProvider *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refilter (GtkSourceCompletionProvider *self, GtkSourceCompletionContext *context, GListModel *model)
{
  g_autoptr (GListModel) names = names_for (context);

  g_list_store_remove_all (G_LIST_STORE (model));
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      g_autoptr (LabName) name = g_list_model_get_item (names, i);

      g_list_store_append (G_LIST_STORE (model), name);
    }
}

static void
display (GtkSourceCompletionProvider *self, GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *proposal, GtkSourceCompletionCell *cell)
{
  const LabName *name = LAB_NAME (proposal);

  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      gtk_source_completion_cell_set_text (cell, name->name);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (cell, name->means);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
    case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
      break;
    }
}

static void
activate (GtkSourceCompletionProvider *self, GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  const LabName *name = LAB_NAME (proposal);
  GtkTextIter start, end;

  if (!gtk_source_completion_context_get_bounds (context, &start, &end))
    return;
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, name->name, -1);
  if (name->function && gtk_text_iter_get_char (&start) != '(')
    gtk_text_buffer_insert (buffer, &start, "(", 1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
lab_loss_completion_iface (GtkSourceCompletionProviderInterface *iface)
{
  iface->populate_async = populate_async;
  iface->populate_finish = populate_finish;
  iface->refilter = refilter;
  iface->display = display;
  iface->activate = activate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LabLossCompletion, lab_loss_completion, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      lab_loss_completion_iface))

static void
lab_loss_completion_class_init (LabLossCompletionClass *klass)
{
}

static void
lab_loss_completion_init (LabLossCompletion *self)
{
}

GtkSourceCompletionProvider *
lab_loss_completion_new (void)
{
  return g_object_new (LAB_TYPE_LOSS_COMPLETION, NULL);
}
