/* SPDX-License-Identifier: MIT */
#include "look.h"

struct _LabLook
{
  GObject parent_instance;
  LabSession *session;
  gboolean of_answers;
  gboolean watched;
  LabMoment *moment; /* (nullable): that has looked */
  LabMoment *tried;  /* (nullable): that was asked last, whatever came of it */
  char *lack;
  gboolean looking;
  gint64 began;
  guint rest; /* source: until the next look */
};

G_DEFINE_FINAL_TYPE (LabLook, lab_look, G_TYPE_OBJECT)

static guint looked_signal;

static void
set_moment (LabLook *self, LabMoment *moment, const char *lack)
{
  g_clear_pointer (&self->moment, lab_moment_unref);
  self->moment = moment;
  g_free (self->lack);
  self->lack = g_strdup (lack);
  g_signal_emit (self, looked_signal, 0);
}

/* A moment holds all of its training. */
static void
forget (LabLook *self)
{
  g_clear_pointer (&self->moment, lab_moment_unref);
  if (!self->looking)
    g_clear_pointer (&self->tried, lab_moment_unref);
}

static gboolean
on_rested (gpointer data)
{
  LabLook *self = data;

  self->rest = 0;
  lab_look_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  LabLook *self = LAB_LOOK (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabMoment) moment = lab_moment_look_finish (result, &error);
  const gint64 took = g_get_monotonic_time () - self->began;

  self->looking = FALSE;
  if (self->session == NULL)
    return;
  /* first: whoever is told of it refreshes */
  g_assert (self->rest == 0);
  self->rest = g_timeout_add ((guint) CLAMP (took / 1000 + 1, 1, 5000), on_rested, self);
  if (self->watched)
    set_moment (self, g_steal_pointer (&moment), error == NULL ? NULL : error->message);
  else
    forget (self);
}

void
lab_look_refresh (LabLook *self)
{
  const char *lack;
  g_autoptr (LabMoment) moment = NULL;

  if (!self->watched || self->session == NULL)
    return;
  moment = lab_moment_new (self->session, &lack);
  if (moment == NULL)
    {
      if (!self->looking)
        g_clear_pointer (&self->tried, lab_moment_unref);
      if (self->moment != NULL || g_strcmp0 (lack, self->lack) != 0)
        set_moment (self, NULL, lack);
    }
  else if (!self->looking && self->rest == 0 && !lab_moment_equal (moment, self->tried))
    {
      g_clear_pointer (&self->tried, lab_moment_unref);
      self->tried = lab_moment_ref (moment);
      self->looking = TRUE;
      self->began = g_get_monotonic_time ();
      moment->of_answers = self->of_answers;
      lab_moment_look_async (moment, G_OBJECT (self), on_looked, NULL);
    }
}

void
lab_look_set_watched (LabLook *self, gboolean watched)
{
  self->watched = watched;
  if (!watched)
    forget (self);
  lab_look_refresh (self);
}

LabMoment *
lab_look_get_moment (LabLook *self)
{
  return self->moment;
}

const char *
lab_look_get_lack (LabLook *self)
{
  return self->lack;
}

static void
lab_look_dispose (GObject *object)
{
  LabLook *self = LAB_LOOK (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_look_parent_class)->dispose (object);
}

static void
lab_look_finalize (GObject *object)
{
  LabLook *self = LAB_LOOK (object);

  g_clear_pointer (&self->moment, lab_moment_unref);
  g_clear_pointer (&self->tried, lab_moment_unref);
  g_free (self->lack);
  G_OBJECT_CLASS (lab_look_parent_class)->finalize (object);
}

static void
lab_look_class_init (LabLookClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_look_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_look_finalize;
  looked_signal = g_signal_new ("looked", LAB_TYPE_LOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
lab_look_init (LabLook *self)
{
}

LabLook *
lab_look_new (LabSession *session, gboolean of_answers)
{
  LabLook *self = g_object_new (LAB_TYPE_LOOK, NULL);

  self->session = g_object_ref (session);
  self->of_answers = of_answers;
  return self;
}
