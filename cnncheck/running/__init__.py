"""``cnncheck run`` and its kin: cases or one problem put to code, again on every change, compared."""
