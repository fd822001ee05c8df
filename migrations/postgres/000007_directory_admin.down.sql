SET LOCAL ROLE faro_owner;

DROP TABLE structure_joins, directory_proposals, stand_ins, managing_bodies;
DROP FUNCTION refuse_second_decision();
ALTER TABLE structures DROP COLUMN managed_by, DROP COLUMN places;
ALTER TABLE people DROP COLUMN administrator;
