"""What services are called, where they belong, and who may learn from them."""

from dataclasses import astuple, fields, replace

from assess.core.access import Viewer
from assess.core.errors import InputError
from assess.core.programme import Service
from assess.store.keeping import may_administer
from assess.store.peers import Peers
from assess.store.setup import among, checked_service


class Details(Peers):
    """Putting right what was typed when a service was added."""

    def change_service(self, viewer: Viewer, service: Service, seen: Service) -> Service:
        """Keep what a service is called by now and who may learn from it; an InputError names what is wrong.

        `seen` is the service on the screen: when somebody else has changed it meanwhile, an InputError says so and
        nothing changes. Its organisation, kind and area say whose peers it is among, so only an administrator of
        everything may change those: whoever moved a service about could take the peers of one place from those of
        another. Its programme and its notice stay.
        """
        asked = checked_service(service)
        with self._writing() as transaction:
            self._require(transaction, viewer, service.key)
            known = transaction.read("SELECT key, name, organisation, created, number FROM service")
            was = self.service(viewer, service.key)
            if was != seen:
                raise InputError(
                    f"Somebody else has just changed the details of {was.name}. They stand here as they are now."
                )
            if (asked.organisation, asked.kind, asked.area) != (was.organisation, was.kind, was.area):
                may_administer(viewer)
            kept = replace(asked, programme=was.programme, notice=was.notice)
            kept = among([row[1:3] for row in known if row[0] != was.key], kept)
            if kept.organisation == was.organisation and asked.organisation != was.organisation:
                raise InputError(f"Other services write this organisation “{was.organisation}”.")
            if kept != was:
                created, number = next(row[3:] for row in known if row[0] == was.key)
                transaction.replace("service", {"key": was.key}, [(*astuple(kept), created, number)])
                if kept.organisation != was.organisation:
                    self._rename_organisation(transaction, number, kept.organisation)
                # Which details, and not what they say: a name that somebody typed there must not stay for good.
                changed = [each.name for each in fields(was) if getattr(was, each.name) != getattr(kept, each.name)]
                self._record(viewer, "change service", was.key, "", ", ".join(changed))
        return kept
